package io.flotilla.bench.compare;

import io.flotilla.testing.RealServer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How long it takes from the start of a process to the first request that a server has answered through it. */
final class StartUp {
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(60);
    private static final long STEP = TimeUnit.MILLISECONDS.toNanos(2);

    private StartUp() {}

    /** Of a proxy that stands alone; in milliseconds. */
    static Spread alone(ProxyKind kind, Scene scene, List<? extends RealServer> servers, int times) {
        double[] millis = new double[times];
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            try (ProxyProcess proxy = ProxyProcess.launch(kind, scene, servers)) {
                millis[i] = untilAnswer(proxy, start);
            }
        }
        return Spread.of(millis);
    }

    /** Of a node that joins a running fleet of three; in milliseconds. */
    static Spread joining(ProxyKind kind, Scene scene, List<? extends RealServer> servers, int times) {
        double[] millis = new double[times];
        for (int i = 0; i < times; i++) {
            try (ProxyProcess fleet = ProxyProcess.start(kind, scene, servers)) {
                long start = System.nanoTime();
                fleet.launchNode();
                millis[i] = untilAnswer(fleet, start);
            }
        }
        return Spread.of(millis);
    }

    private static double untilAnswer(ProxyProcess proxy, long start) {
        while (!proxy.lastAnswers()) {
            if (System.nanoTime() - start > LIMIT) {
                throw new IllegalStateException(proxy.kind().name() + " does not answer within 60 s of its start");
            }
            LockSupport.parkNanos(STEP);
        }
        return (System.nanoTime() - start) / 1e6;
    }
}
