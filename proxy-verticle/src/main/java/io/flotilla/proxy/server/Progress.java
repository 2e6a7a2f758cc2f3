package io.flotilla.proxy.server;

/** Counts the requests of one connection that were sent and that were answered, so that one may wait for the rest. */
final class Progress {
    private long sent;
    private long answered;
    private long drainMark = -1;
    private Runnable onDrained;

    void sent() {
        sent++;
    }

    /** One more, the oldest, is answered or has failed. */
    void answered() {
        if (++answered == drainMark) {
            drainMark = -1;
            Runnable drained = onDrained;
            onDrained = null;
            drained.run();
        }
    }

    /** Calls back, once, when everything sent until now is answered; at once if everything is. */
    void drain(Runnable drained) {
        if (sent == answered) {
            drained.run();
            return;
        }
        // A drain that replaces another is over no earlier than that one would have been.
        Runnable earlier = onDrained;
        drainMark = sent;
        onDrained = earlier == null
                ? drained
                : () -> {
                    earlier.run();
                    drained.run();
                };
    }

    /** The number of requests sent so far. */
    long mark() {
        return sent;
    }

    /** Whether every request sent before this {@link #mark} is answered. */
    boolean hasAnswered(long mark) {
        return answered - mark >= 0;
    }
}
