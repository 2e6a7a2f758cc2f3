package io.flotilla.topology;

import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;

/**
 * The heartbeat of the state machines: quick while something is under way, slow while nothing is, since every beat wakes a
 * thread on a machine whose processors are there for requests. (All nodes at the quick beat for ever: half a percent of a processor.)
 */
final class Pulse {
    private static final long QUICK = 20;
    private static final long SLOW = 50;

    private final Vertx vertx;
    private final long slow;
    private final Runnable beat;
    private final BooleanSupplier calm;
    private long timer;
    private boolean isSlow;

    /**
     * @param heartbeatMillis what must not be missed, several times
     * @param beat called at each, on the context that starts it
     * @param calm whether nothing is under way
     */
    Pulse(Vertx vertx, int heartbeatMillis, Runnable beat, BooleanSupplier calm) {
        this.vertx = vertx;
        this.slow = Math.max(QUICK, Math.min(SLOW, heartbeatMillis / 5));
        this.beat = beat;
        this.calm = calm;
    }

    void start() {
        beat();
    }

    private void beat() {
        beat.run();
        isSlow = calm.getAsBoolean();
        timer = vertx.setTimer(isSlow ? slow : QUICK, t -> beat());
    }

    /** Something happened: if it takes time, the next beat comes sooner. */
    void quicken() {
        if (isSlow && !calm.getAsBoolean()) {
            isSlow = false;
            vertx.cancelTimer(timer);
            timer = vertx.setTimer(QUICK, t -> beat());
        }
    }
}
