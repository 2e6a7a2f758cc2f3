package io.flotilla.topology;

/**
 * How long requests are held for a server that returns. A return can wait, and those who are held cannot: if some node does not
 * drain soon (a server that loses keys to the one that returns is slow, or has just failed), the return is given up and
 * tried again a little later, with twice the patience, so that it succeeds in the end where everything is slow.
 */
final class ReturnPatience {
    private static final long PAUSE_MILLIS = 250;

    private final long shortest;
    private final long longest;
    private long limit;
    private long notBefore = Long.MIN_VALUE;

    /**
     * @param shortest milliseconds, at the first try
     * @param longest milliseconds, as for other switches
     */
    ReturnPatience(long shortest, long longest) {
        this.shortest = shortest;
        this.longest = longest;
        this.limit = shortest;
    }

    /** How long nodes may take to hold and drain for the next return, in milliseconds. */
    long limit() {
        return limit;
    }

    boolean mayTry(long now) {
        return now >= notBefore;
    }

    void givenUp(long now) {
        limit = Math.min(2 * limit, longest);
        notBefore = now + PAUSE_MILLIS;
    }

    /** What was needed once is likely to be needed again. */
    void returned() {
        limit = Math.max(shortest, limit / 2);
    }
}
