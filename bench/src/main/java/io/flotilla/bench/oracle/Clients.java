package io.flotilla.bench.oracle;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** Threads that write and read through the proxies, each request through one of them at random, until they are stopped. */
final class Clients {
    private final List<InetSocketAddress> proxies;
    private final Versions versions;
    private final Counts counts;
    private final OracleOptions options;
    private final long seed;
    private final List<Thread> threads = new ArrayList<>();
    private final long begun = System.nanoTime();
    private volatile boolean stopped;

    Clients(List<InetSocketAddress> proxies, Versions versions, Counts counts, OracleOptions options, long seed) {
        this.proxies = proxies;
        this.versions = versions;
        this.counts = counts;
        this.options = options;
        this.seed = seed;
    }

    void start() {
        for (int i = 0; i < options.writers(); i++) {
            int writer = i;
            start("writer-" + i, random -> write(writer, random));
        }
        for (int i = 0; i < options.readers(); i++) {
            start("reader-" + i, this::read);
        }
    }

    private interface Task {
        void run(SplittableRandom random);
    }

    private void start(String name, Task task) {
        SplittableRandom random = new SplittableRandom(seed * 1000 + threads.size());
        Thread thread = new Thread(() -> task.run(random), name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** Returns when all requests have ended. */
    void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Millis since the clients were made. */
    long millis() {
        return (System.nanoTime() - begun) / 1_000_000;
    }

    private List<CacheClient> connections() {
        return proxies.stream().map(CacheClient::new).toList();
    }

    /** Writes the keys that are its own: those whose number leaves this remainder. */
    private void write(int writer, SplittableRandom random) {
        List<CacheClient> clients = connections();
        int own = (versions.keys() - writer + options.writers() - 1) / options.writers();
        long[] written = new long[own];
        while (!stopped) {
            int nth = random.nextInt(own);
            int key = writer + nth * options.writers();
            long version = ++written[nth];
            CacheClient client = clients.get(random.nextInt(clients.size()));
            if (client.set(Versions.key(key), version)) {
                counts.writes.increment();
                versions.acknowledge(key, version);
            } else {
                counts.failedWrites.increment();
            }
            LockSupport.parkNanos(options.pauseMicros() * 1000L);
        }
        clients.forEach(CacheClient::close);
    }

    private void read(SplittableRandom random) {
        List<CacheClient> clients = connections();
        while (!stopped) {
            readOnce(clients.get(random.nextInt(clients.size())), random.nextInt(versions.keys()));
            LockSupport.parkNanos(options.pauseMicros() * 1000L);
        }
        clients.forEach(CacheClient::close);
    }

    private void readOnce(CacheClient client, int key) {
        long least = versions.acknowledged(key);
        try {
            long version = client.get(Versions.key(key));
            counts.reads.increment();
            if (version == CacheClient.MISS) {
                counts.misses.increment();
            } else if (version < least) {
                counts.stale(
                        new StaleRead(millis(), client.proxy().getHostString(), Versions.key(key), version, least));
            }
        } catch (IOException e) {
            counts.failedReads.increment();
        }
    }
}
