package io.flotilla.proxy.redis;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * On which servers of a pool a script may be running that this proxy has sent, on whatever event loop. While it runs, the
 * server answers others that it is busy; a PING, which the proxy answers by itself as a rule, is then for the server to answer.
 */
final class ScriptRuns {
    /** A power of two. Servers that share a place are asked without need, no more. */
    private static final int PLACES = 64;

    /** A server that has got a script within this time may yet have to begin with it. */
    private static final long FRESH_NANOS = 1_000_000_000L;

    /** For so long after all servers have answered they are not asked again: many clients may PING. */
    private static final long CALM_NANOS = 100_000_000L;

    /** When the latest script was sent; 0 once the server is known to have done with it. */
    private final AtomicLongArray sent = new AtomicLongArray(PLACES);

    private volatile boolean any;
    private volatile long calmSince = System.nanoTime() - CALM_NANOS;

    /** Whether it is time to ask servers at all. */
    boolean isSuspicious(long now) {
        return any && now - calmSince >= CALM_NANOS;
    }

    /** No server was busy when it was asked. */
    void calm(long now) {
        calmSince = now;
    }

    /** A script goes to this server. Times are in nanoseconds of {@link System#nanoTime}. */
    void begin(int server, long now) {
        if (!any) {
            any = true;
        }
        sent.lazySet(server & PLACES - 1, now == 0 ? 1 : now);
    }

    /** When the latest script was sent to this server, or 0 if none can be running. */
    long latest(int server) {
        return sent.get(server & PLACES - 1);
    }

    /** The server answers, and the latest script that it had been sent before was that of {@code latest}. */
    void answers(int server, long latest, long asked) {
        if (asked - latest > FRESH_NANOS) {
            sent.compareAndSet(server & PLACES - 1, latest, 0);
        }
    }
}
