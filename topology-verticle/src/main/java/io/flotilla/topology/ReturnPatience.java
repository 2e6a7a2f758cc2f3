package io.flotilla.topology;

/**
 * How long requests are held for a server that returns. A return can wait, and those who are held cannot: if some node does not
 * drain soon (a server that loses keys to the one that returns is slow, or has just failed), the return is given up and
 * tried again later. A server that has failed is ejected within about a second, so the first tries are all short; after
 * them patience grows, so that a return succeeds in the end where everything is slow. The pauses grow with
 * what was held: requests flow for at least twice as long as they are held.
 */
final class ReturnPatience {
    /** What fits into the second in which a server that hangs is ejected, with a pause after each. */
    private static final int SHORT_TRIES = 3;

    private static final int GROWTH = 2;

    /** Of a node that stands alone, whose lease lasts for ever. */
    private static final long LONGEST_MILLIS = 60_000;

    private static final long SHORTEST_PAUSE_MILLIS = 250;

    private final long shortest;
    private final long longest;
    private long limit;
    private int shortTries;
    private long notBefore = Long.MIN_VALUE;

    /**
     * @param shortest milliseconds, at the first try
     * @param longest milliseconds, as for other switches
     */
    ReturnPatience(long shortest, long longest) {
        this.shortest = shortest;
        this.longest = Math.min(longest, LONGEST_MILLIS);
        this.limit = shortest;
    }

    /** How long nodes may take to hold and drain for the next return, in milliseconds. */
    long limit() {
        return limit;
    }

    boolean mayTry(long now) {
        return now >= notBefore;
    }

    /** @param heldMillis how long requests were held in vain */
    void givenUp(long now, long heldMillis) {
        notBefore = now + Math.max(SHORTEST_PAUSE_MILLIS, 2 * heldMillis);
        if (++shortTries >= SHORT_TRIES) {
            limit = Math.min(GROWTH * limit, longest);
        }
    }

    /**
     * What was needed once is likely to be needed again.
     *
     * @param heldMillis how long requests were held this time
     */
    void returned(long heldMillis) {
        if (heldMillis < limit / GROWTH) {
            limit = Math.max(shortest, limit / GROWTH);
        }
        if (limit == shortest) {
            shortTries = 0;
        }
    }
}
