package io.flotilla.testing.oracle;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Threads that write and read through proxies, each request through one of them at random, until they are closed.
 * Versions of a key only grow, so a read that returns less than was acknowledged before it was sent is stale.
 */
public final class Clients implements AutoCloseable {
    private final List<InetSocketAddress> proxies;
    private final Function<InetSocketAddress, CacheClient> protocol;
    private final Workload load;
    private final Versions versions;
    private final Counts counts = new Counts();
    private final long seed;
    private final LoadThreads threads;
    private final long begun = System.nanoTime();

    /**
     * @param protocol makes a client of a proxy
     * @param seed which keys and proxies are taken
     */
    public Clients(
            List<InetSocketAddress> proxies,
            Function<InetSocketAddress, CacheClient> protocol,
            Workload load,
            long seed) {
        this.proxies = List.copyOf(proxies);
        this.protocol = protocol;
        this.load = load;
        this.versions = new Versions(load.keys());
        this.seed = seed;
        this.threads = new LoadThreads(load.pauseMicros());
    }

    public void start() {
        for (int i = 0; i < load.writers(); i++) {
            int writer = i;
            SplittableRandom random = random();
            threads.start("writer-" + i, () -> new Writer(writer, random));
        }
        for (int i = 0; i < load.readers(); i++) {
            SplittableRandom random = random();
            threads.start("reader-" + i, () -> new Reader(random));
        }
    }

    private SplittableRandom random() {
        return new SplittableRandom(seed * 1000 + threads.count());
    }

    /** Returns when all requests have ended. */
    @Override
    public void close() {
        threads.close();
    }

    /** What they have seen so far. */
    public Counts counts() {
        return counts;
    }

    /** Millis since the clients were made. */
    public long millis() {
        return (System.nanoTime() - begun) / 1_000_000;
    }

    /** One thread's connections, one to each proxy. */
    private abstract class Client implements LoadThreads.Turn {
        final SplittableRandom random;
        private final List<CacheClient> connections =
                proxies.stream().map(protocol).toList();

        Client(SplittableRandom random) {
            this.random = random;
        }

        CacheClient anyProxy() {
            return connections.get(random.nextInt(connections.size()));
        }

        @Override
        public void close() {
            connections.forEach(CacheClient::close);
        }
    }

    /** Writes the keys that are its own: those whose number leaves this remainder. */
    private final class Writer extends Client {
        private final int number;
        private final long[] written;

        Writer(int number, SplittableRandom random) {
            super(random);
            this.number = number;
            this.written = new long[(versions.keys() - number + load.writers() - 1) / load.writers()];
        }

        @Override
        public void once() {
            int nth = random.nextInt(written.length);
            int key = number + nth * load.writers();
            long version = ++written[nth];
            if (anyProxy().set(Versions.key(key), version)) {
                counts.writes.increment();
                versions.acknowledge(key, version);
            } else {
                counts.failedWrites.increment();
            }
        }
    }

    private final class Reader extends Client {
        Reader(SplittableRandom random) {
            super(random);
        }

        @Override
        public void once() {
            CacheClient client = anyProxy();
            int key = random.nextInt(versions.keys());
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
}
