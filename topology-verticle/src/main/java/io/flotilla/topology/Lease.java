package io.flotilla.topology;

import io.flotilla.config.WhenIsolated;

/**
 * This node's lease, and until when its data path may go by the topology it knows: with a lease until its end. Without one,
 * and told to serve all the same, it goes on as long as this machine is awake to see that it is isolated. A process that was
 * stopped cannot know that: it may have been stopped for hours. So it first looks for its coordinator: for as long as a
 * silent coordinator is waited for or, if it was stopped for longer than a lease, for as long as it may take to be let in
 * again by a cluster that has given it up. Until then requests are held. One that is told to refuse never goes on without a lease:
 * its data path holds what comes after the lease's end until it is told to refuse it.
 */
final class Lease {
    /** How much earlier than need be the data path is told that it may go on. */
    private static final long AHEAD = 100;

    private final Timing timing;
    private final Clock clock;
    private final Gate gate;
    private long end = Long.MIN_VALUE;
    private boolean refused;
    private long lastTick;
    private long lookingUntil;
    private long told = Long.MIN_VALUE / 2;

    Lease(Timing timing, Clock clock, Gate gate) {
        this.timing = timing;
        this.clock = clock;
        this.gate = gate;
        this.lastTick = clock.millis();
        this.lookingUntil = lastTick;
    }

    /** Without a lease there is nothing to serve by, if that is what isolated nodes do. */
    void start() {
        if (timing.whenIsolated() == WhenIsolated.REFUSE) {
            refuse(true);
        }
    }

    boolean isHeld() {
        return millis() > 0;
    }

    /** How long it lasts; 0 without one. */
    long millis() {
        return end == Long.MIN_VALUE ? 0 : Math.max(0, end - clock.millis());
    }

    /** It was renewed. */
    void extend(long until) {
        end = Math.max(end, until);
        watch();
    }

    /** It was given in another history. */
    void drop() {
        end = Long.MIN_VALUE;
    }

    /** To be called often. */
    void tick() {
        long now = clock.millis();
        long slept = now - lastTick;
        if (slept > asleep()) {
            long patience = slept > timing.lease() ? timing.rejoin() : timing.silence();
            lookingUntil = Math.max(lookingUntil, now + patience);
        }
        lastTick = now;
        watch();
    }

    /**
     * A machine that was not called for longer than this was stopped, or starved. If a lease runs out within a shorter time,
     * it was not renewed before either, for as long as a silent coordinator is waited for.
     */
    private long asleep() {
        return Math.max(timing.heartbeat(), timing.lease() - timing.silence());
    }

    private void watch() {
        boolean held = isHeld();
        boolean isolated = !held && lastTick >= lookingUntil;
        if (timing.whenIsolated() == WhenIsolated.REFUSE) {
            refuse(held ? false : refused || isolated);
        } else if (isolated && told - lastTick < asleep() - AHEAD) {
            tell(lastTick + asleep());
        }
        if (held) {
            tell(end);
        }
    }

    private void refuse(boolean refuse) {
        if (refuse != refused) {
            refused = refuse;
            gate.refuse(refuse);
        }
    }

    private void tell(long until) {
        if (until != told) {
            told = until;
            gate.validUntil(until);
        }
    }
}
