package io.flotilla.bench.faults;

import io.flotilla.testing.FlotillaProcess;
import io.flotilla.testing.oracle.CacheClient;
import io.flotilla.testing.oracle.LoadThreads;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Threads that write and read keys through some nodes, one request at a time each. The latency of a request, in nanoseconds,
 * is counted where {@link #countInto} said when it began. (Those that merely overlap something would be the long ones by
 * selection.)
 */
final class KeyLoad implements AutoCloseable {
    private static final int THREADS_PER_NODE = 4;
    private static final long PAUSE_MICROS = 500;

    private final List<String> keys;
    private final LoadThreads threads = new LoadThreads(PAUSE_MICROS);
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile ConcurrentHistogram counted;
    private volatile boolean judging;

    KeyLoad(Scene scene, List<FlotillaProcess> nodes, List<String> keys) {
        this.keys = keys;
        for (FlotillaProcess node : nodes) {
            for (int i = 0; i < THREADS_PER_NODE; i++) {
                int seed = threads.count();
                threads.start("load-" + seed, () -> new Client(scene.poolOf(node), seed));
            }
        }
    }

    /** So many keys that do not live on this server. */
    static List<String> notOn(Scene scene, int server, int count) {
        List<String> keys = new ArrayList<>();
        try (CacheClient client = CacheClient.memcached(scene.poolOf(scene.node(1)))) {
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

    private final class Client implements LoadThreads.Turn {
        private final CacheClient client;
        private final int seed;
        private final SplittableRandom random;

        Client(InetSocketAddress pool, int seed) {
            this.client = CacheClient.memcached(pool);
            this.seed = seed;
            this.random = new SplittableRandom(seed);
        }

        @Override
        public void once() {
            String key = keys.get(random.nextInt(keys.size()));
            ConcurrentHistogram into = counted;
            long from = System.nanoTime();
            boolean done = random.nextInt(4) == 0 ? client.set(key, seed) : read(key);
            if (into != null) {
                into.recordValue(System.nanoTime() - from);
            }
            if (judging) {
                requests.incrementAndGet();
                failures.addAndGet(done ? 0 : 1);
            }
        }

        private boolean read(String key) {
            try {
                client.get(key);
                return true;
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public void close() {
            client.close();
        }
    }

    /** Counts requests and failures from now on. */
    void judge() {
        judging = true;
    }

    /** Counts the latencies of requests that begin from now on here; {@code null} for nowhere. */
    void countInto(ConcurrentHistogram histogram) {
        counted = histogram;
    }

    int requests() {
        return requests.get();
    }

    int failures() {
        return failures.get();
    }

    @Override
    public void close() {
        threads.close();
    }
}
