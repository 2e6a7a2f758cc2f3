package io.flotilla.testing.oracle;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that write and read through memcached proxies, each request through one of them at random, until they are closed.
 * Versions of a key only grow, so a read that returns less than was acknowledged before it was sent is stale.
 */
public final class Clients implements AutoCloseable {
    private final List<InetSocketAddress> proxies;
    private final Workload load;
    private final Versions versions;
    private final Counts counts = new Counts();
    private final long seed;
    private final List<Thread> threads = new ArrayList<>();
    private final long begun = System.nanoTime();
    private volatile boolean stopped;

    /** @param seed which keys and proxies are taken */
    public Clients(List<InetSocketAddress> proxies, Workload load, long seed) {
        this.proxies = List.copyOf(proxies);
        this.load = load;
        this.versions = new Versions(load.keys());
        this.seed = seed;
    }

    public void start() {
        for (int i = 0; i < load.writers(); i++) {
            int writer = i;
            start("writer-" + i, random -> write(writer, random));
        }
        for (int i = 0; i < load.readers(); i++) {
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

    /** What they have seen so far. */
    public Counts counts() {
        return counts;
    }

    /** Millis since the clients were made. */
    public long millis() {
        return (System.nanoTime() - begun) / 1_000_000;
    }

    private List<CacheClient> connections() {
        return proxies.stream().map(CacheClient::new).toList();
    }

    /** Writes the keys that are its own: those whose number leaves this remainder. */
    private void write(int writer, SplittableRandom random) {
        List<CacheClient> clients = connections();
        int own = (versions.keys() - writer + load.writers() - 1) / load.writers();
        long[] written = new long[own];
        while (!stopped) {
            int nth = random.nextInt(own);
            int key = writer + nth * load.writers();
            long version = ++written[nth];
            CacheClient client = clients.get(random.nextInt(clients.size()));
            if (client.set(Versions.key(key), version)) {
                counts.writes.increment();
                versions.acknowledge(key, version);
            } else {
                counts.failedWrites.increment();
            }
            LockSupport.parkNanos(load.pauseMicros() * 1000L);
        }
        clients.forEach(CacheClient::close);
    }

    private void read(SplittableRandom random) {
        List<CacheClient> clients = connections();
        while (!stopped) {
            readOnce(clients.get(random.nextInt(clients.size())), random.nextInt(versions.keys()));
            LockSupport.parkNanos(load.pauseMicros() * 1000L);
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
