package io.flotilla.topology;

/**
 * What live traffic of this proxy says about one server: failures in a row, over all event loops. Written by the data path,
 * which touches shared memory only on a failure or on the first answer after one.
 */
public final class ServerHealth {
    private final int limit;
    private final Suspicion suspicion;
    private volatile int failures;
    private volatile boolean unreached;
    private volatile boolean condemned;

    /** Told once each time the failures in a row reach the limit. Called on the event loop that saw the failure. */
    @FunctionalInterface
    public interface Suspicion {
        void suspect(FailureCause cause);

        /** Told of each first failure after an answer. It may mean nothing; called on the event loop that saw it. */
        default void doubt() {}
    }

    public ServerHealth(int limit, Suspicion suspicion) {
        this.limit = Math.max(1, limit);
        this.suspicion = suspicion;
    }

    /** A connection or request failed. */
    public void failed(FailureCause cause) {
        boolean reached;
        boolean first;
        synchronized (this) {
            failures++;
            first = failures == 1;
            reached = failures == limit || (failures > limit && failures % limit == 0);
        }
        if (first) {
            suspicion.doubt();
        }
        if (reached) {
            suspicion.suspect(cause);
        }
    }

    /** The server answered. */
    public void answered() {
        if (failures != 0) {
            synchronized (this) {
                failures = 0;
            }
        }
    }

    /** What this node's own probe said. */
    void probed(boolean reached) {
        unreached = !reached;
    }

    /** Whether it is leaving because the fleet has voted that it fails, whatever this node has seen. */
    void condemned(boolean isLeaving) {
        condemned = isLeaving;
    }

    /** Whether it is leaving because the fleet has voted that it fails. */
    public boolean isCondemned() {
        return condemned;
    }

    /** Whether the last thing heard of it was a failure, of a request or of a probe. */
    public boolean isFailing() {
        return failures > 0 || unreached;
    }

    /** Failures since the last answer. */
    public int failures() {
        return failures;
    }
}
