package io.flotilla.bench.compare;

import io.flotilla.testing.RealServer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How long it takes from the start of a process to the first request that a server has answered through it, in ms. */
final class StartUp {
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(60);
    private static final long STEP = TimeUnit.MILLISECONDS.toNanos(2);

    private StartUp() {}

    /** Of a proxy that stands alone. */
    static double alone(ProxyKind kind, Scene scene, Cores cores, List<? extends RealServer> servers) {
        long start = System.nanoTime();
        try (ProxyProcess proxy = ProxyProcess.launch(kind, scene, cores, servers)) {
            return untilAnswer(proxy, start);
        }
    }

    /** Of a node that joins a running fleet of three. */
    static double joining(ProxyKind kind, Scene scene, Cores cores, List<? extends RealServer> servers) {
        try (ProxyProcess fleet = ProxyProcess.start(kind, scene, cores, servers)) {
            long start = System.nanoTime();
            fleet.launchNode();
            return untilAnswer(fleet, start);
        }
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
