package io.flotilla.topology;

import io.flotilla.config.FleetConfig;
import io.flotilla.config.WhenIsolated;

/**
 * The fleet's times, in milliseconds, and what it does without a majority.
 *
 * @param returnPatience how long requests are held for a server that returns, at the first try ({@link ReturnPatience})
 */
record Timing(
        int heartbeat, int lease, int forgetAfter, boolean strict, WhenIsolated whenIsolated, int returnPatience) {
    /** A few times what a return takes on a busy machine. */
    static final int RETURN_PATIENCE = 25;

    /** A node alone cannot lose its lease, however long it is paused. */
    private static final int FOR_EVER = Integer.MAX_VALUE / 2;

    /**
     * Links bring a node back within a second or two. Without them the cluster has to: it gives a member up that is silent for 5 s; it
     * takes 3 s until a member looks for a lost majority, and it looks every 2 s ({@link HazelcastSettings}).
     */
    private static final long REJOIN = 10_000;

    static Timing of(FleetConfig fleet) {
        return new Timing(
                fleet.heartbeatMillis(),
                fleet.leaseMillis(),
                fleet.forgetAfterMillis(),
                fleet.strict(),
                fleet.whenIsolated(),
                RETURN_PATIENCE);
    }

    static Timing alone() {
        return new Timing(250, FOR_EVER, FOR_EVER, true, WhenIsolated.SERVE, RETURN_PATIENCE);
    }

    /** How long without a word until a node or the coordinator counts as silent. */
    long silence() {
        return Math.max(3L * heartbeat, Math.min(lease / 2, 1000));
    }

    /** How long a node that was stopped may take to be in the cluster again, where its coordinator can be heard. */
    long rejoin() {
        return Math.max(silence(), REJOIN);
    }

    /** How long the nodes may take to hold and drain. Longer than a lease, so that a hung node runs out of it first. */
    long holdLimit() {
        return lease + 2L * heartbeat;
    }
}
