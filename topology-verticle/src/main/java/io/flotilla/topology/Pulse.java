package io.flotilla.topology;

import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;

/**
 * The heartbeat of the state machines: quick while something is under way, slow while nothing is, since every beat takes a
 * processor from requests for a moment. It goes on whatever a beat throws.
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
    private boolean stopped;

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
        isSlow = false;
        try {
            beat.run();
            isSlow = calm.getAsBoolean();
        } finally {
            if (!stopped) {
                timer = vertx.setTimer(isSlow ? slow : QUICK, t -> beat());
            }
        }
    }

    /** Something happened: if it takes time, the next beat comes sooner. */
    void quicken() {
        if (isSlow && !stopped && !calm.getAsBoolean()) {
            isSlow = false;
            vertx.cancelTimer(timer);
            timer = vertx.setTimer(QUICK, t -> beat());
        }
    }

    void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
    }
}
