package io.flotilla.bench.faults;

import io.flotilla.testing.FlotillaProcess;
import io.flotilla.testing.oracle.CacheClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Threads that write and read keys through some nodes, one request at a time each. Requests that begin while something
 * is done to the fleet are counted apart from the others. (Those that merely overlap it would be the long ones by selection.)
 */
final class KeyLoad implements AutoCloseable {
    private static final int THREADS_PER_NODE = 4;
    private static final long PAUSE_NANOS = 500_000;

    private final List<String> keys;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final ConcurrentHistogram during = new ConcurrentHistogram(3);
    private final ConcurrentHistogram otherwise = new ConcurrentHistogram(3);
    private volatile boolean stopped;
    private volatile boolean doing;
    private volatile boolean counting;

    KeyLoad(Scene scene, List<FlotillaProcess> nodes, List<String> keys) {
        this.keys = keys;
        for (FlotillaProcess node : nodes) {
            for (int i = 0; i < THREADS_PER_NODE; i++) {
                int seed = threads.size();
                Thread thread = new Thread(() -> run(scene.poolOf(node), seed), "load-" + seed);
                thread.setDaemon(true);
                threads.add(thread);
                thread.start();
            }
        }
    }

    /** So many keys that do not live on this server. */
    static List<String> notOn(Scene scene, int server, int count) {
        List<String> keys = new ArrayList<>();
        try (CacheClient client = new CacheClient(scene.poolOf(scene.node(1)))) {
            for (int i = 0; keys.size() < count; i++) {
                String key = "load:" + i;
                if (!client.set(key, i)) {
                    throw new IllegalStateException("a write failed before anything was done");
                }
                if (scene.server(server).get(key) == null) {
                    keys.add(key);
                }
            }
        }
        return keys;
    }

    private void run(InetSocketAddress pool, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (CacheClient client = new CacheClient(pool)) {
            while (!stopped) {
                String key = keys.get(random.nextInt(keys.size()));
                boolean then = doing;
                long from = System.nanoTime();
                boolean done = random.nextInt(4) == 0 ? client.set(key, seed) : read(client, key);
                long nanos = System.nanoTime() - from;
                if (counting) {
                    (then ? during : otherwise).recordValue(nanos);
                    failures.addAndGet(done ? 0 : 1);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private static boolean read(CacheClient client, String key) {
        try {
            client.get(key);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Counts from now on. */
    void count() {
        counting = true;
    }

    /** Something begins, or has ended. */
    void doing(boolean now) {
        doing = now;
    }

    int failures() {
        return failures.get();
    }

    /** Latencies in nanoseconds while something was done. */
    ConcurrentHistogram during() {
        return during;
    }

    ConcurrentHistogram otherwise() {
        return otherwise;
    }

    @Override
    public void close() {
        stopped = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
