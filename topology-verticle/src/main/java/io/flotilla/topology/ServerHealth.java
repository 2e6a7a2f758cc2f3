package io.flotilla.topology;

/**
 * What live traffic of this proxy says about one server: failures in a row, over all event loops. Written by the data path,
 * which touches shared memory only on a failure or on the first answer after one.
 */
public final class ServerHealth {
    private final int limit;
    private final Suspicion suspicion;
    private volatile int failures;

    /** Told once each time the failures in a row reach the limit. Called on the event loop that saw the failure. */
    @FunctionalInterface
    public interface Suspicion {
        void suspect(FailureCause cause);
    }

    public ServerHealth(int limit, Suspicion suspicion) {
        this.limit = Math.max(1, limit);
        this.suspicion = suspicion;
    }

    /** A connection or request failed. */
    public void failed(FailureCause cause) {
        boolean reached;
        synchronized (this) {
            failures++;
            reached = failures == limit || (failures > limit && failures % limit == 0);
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

    /** Failures since the last answer. */
    public int failures() {
        return failures;
    }
}
