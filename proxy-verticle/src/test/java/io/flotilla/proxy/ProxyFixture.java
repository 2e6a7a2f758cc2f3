package io.flotilla.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.config.ConfigException;
import io.flotilla.config.ConfigReader;
import io.flotilla.config.PoolConfig;
import io.flotilla.proxy.client.ClientHandler;
import io.flotilla.proxy.client.Codec;
import io.flotilla.proxy.client.PoolLoop;
import io.flotilla.proxy.ring.Moves;
import io.flotilla.proxy.ring.Ring;
import io.flotilla.proxy.ring.Router;
import io.flotilla.proxy.route.LoopContext;
import io.flotilla.proxy.server.ServerLink;
import io.flotilla.stats.PoolCounters;
import io.flotilla.topology.FailureCause;
import io.flotilla.topology.ServerHealth;
import io.flotilla.topology.Topology;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * One event loop of a proxy with one pool, without sockets and threads: clients and servers are in-memory channels that a test
 * plays byte by byte. Strings stand for bytes one to one (ISO-8859-1). After every step everything that follows from it has
 * happened. Closing it closes all connections and fails if a request, a buffer or an exception got lost.
 */
public final class ProxyFixture implements AutoCloseable {
    private static final long CLOCK_START = 1_000_000_000L;

    private final Buffers buffers;
    private final EmbeddedChannel loopChannel = new EmbeddedChannel();
    /** How far its clock is ahead of the machine's, or of standing still. */
    private long later;

    private final LoopContext loop;
    private final PoolConfig config;
    private final PoolLoop pool;
    private final List<FakeServer> servers = new ArrayList<>();
    private final List<FakePeer> peers = new ArrayList<>();
    private final List<Throwable> exceptions = new ArrayList<>();
    private final List<FailureCause> suspicions = new ArrayList<>();
    private int clientNumbers;
    private boolean prepared;
    private final List<String> prepareFailures = new ArrayList<>();

    /** What buffers are made by, and the bytes of those that somebody holds. */
    private record Buffers(ByteBufAllocator allocator, LongSupplier held) {
        static Buffers direct() {
            UnpooledByteBufAllocator direct = new UnpooledByteBufAllocator(true, true);
            return new Buffers(
                    direct,
                    () -> direct.metric().usedDirectMemory() + direct.metric().usedHeapMemory());
        }

        static Buffers arrays() {
            CountedBuffers arrays = new CountedBuffers();
            return new Buffers(arrays, arrays::held);
        }
    }

    private ProxyFixture(PoolConfig config, Codec codec, Buffers buffers, LongSupplier clock) {
        this.config = config;
        this.buffers = buffers;
        this.loop = new LoopContext(loopChannel.eventLoop(), buffers.allocator, () -> clock.getAsLong() + later);
        PoolCounters counters = new PoolCounters(config.servers().size());
        List<ServerLink> links = new ArrayList<>();
        for (int i = 0; i < config.servers().size(); i++) {
            FakeServer server = new FakeServer(this);
            servers.add(server);
            links.add(new ServerLink(
                    config.name(),
                    config.servers().get(i),
                    loop,
                    codec,
                    server::connect,
                    new ServerHealth(config.ejection().failureLimit(), suspicions::add),
                    counters.servers[i],
                    config.serverConnections(),
                    config.limits()));
        }
        pool = new PoolLoop(config, loop, codec, Router.of(config), links, counters, Ring.of(config));
    }

    /**
     * A proxy whose pool has so many servers, named {@code s0}, {@code s1}, ..., by fnv1a_32 and modula.
     *
     * @param codec makes the protocol out of the pool's configuration
     * @param settings more lines of the pool's YAML, such as {@code timeout: 400}
     */
    public static ProxyFixture of(Function<PoolConfig, Codec> codec, int servers, String... settings) {
        return maker(codec, servers, settings).get();
    }

    /** The same with servers of these weights. */
    public static ProxyFixture weighted(Function<PoolConfig, Codec> codec, int[] weights, String... settings) {
        PoolConfig pool = config(weights, settings);
        return new ProxyFixture(pool, codec.apply(pool), Buffers.direct(), System::nanoTime);
    }

    /** Makes such a proxy as often as it is asked; the configuration is read once. */
    public static Supplier<ProxyFixture> maker(Function<PoolConfig, Codec> codec, int servers, String... settings) {
        PoolConfig pool = config(servers, settings);
        return () -> new ProxyFixture(pool, codec.apply(pool), Buffers.direct(), System::nanoTime);
    }

    /**
     * As above, for a fuzzer: with buffers that are arrays, as direct ones, which a node has, take longer than all the rest, and
     * a clock that stands still but for {@link #later}, so that the same happens every time.
     */
    public static Supplier<ProxyFixture> quickMaker(
            Function<PoolConfig, Codec> codec, int servers, String... settings) {
        PoolConfig pool = config(servers, settings);
        return () -> {
            ProxyFixture proxy = new ProxyFixture(pool, codec.apply(pool), Buffers.arrays(), () -> CLOCK_START);
            proxy.loopChannel.freezeTime();
            return proxy;
        };
    }

    private static PoolConfig config(int servers, String... settings) {
        return config(IntStream.generate(() -> 1).limit(servers).toArray(), settings);
    }

    private static PoolConfig config(int[] weights, String... settings) {
        StringBuilder yaml = new StringBuilder("pools:\n  alpha:\n    listen: 127.0.0.1:22121\n");
        if (List.of(settings).stream().noneMatch(s -> s.startsWith("hash:"))) {
            yaml.append("    hash: fnv1a_32\n    distribution: modula\n");
        }
        for (String setting : settings) {
            yaml.append("    ").append(setting).append('\n');
        }
        yaml.append("    servers:\n");
        for (int i = 0; i < weights.length; i++) {
            yaml.append("     - 127.0.0.1:")
                    .append(20_000 + i)
                    .append(':')
                    .append(weights[i])
                    .append(" s")
                    .append(i)
                    .append('\n');
        }
        try {
            return ConfigReader.read(yaml.toString(), "fixture.yml").pools().get(0);
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A new client, connected. */
    public FakePeer client() {
        return client(clientNumbers++);
    }

    /** A new client with this number, of which no other is connected. */
    public FakePeer client(int number) {
        FakePeer client = new FakePeer(this, "client");
        client.open(new ClientHandler(pool, number));
        return client;
    }

    /** The server with this index. */
    public FakeServer server(int index) {
        return servers.get(index);
    }

    /** Which server has this key while all are in. */
    public int serverOf(String key) {
        byte[] bytes = key.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        return Router.of(config).server(Ring.of(config), bytes, 0, bytes.length);
    }

    /** The {@code nth} key (from 0) of this prefix that the server has while all are in. */
    public String keyOn(int server, String prefix, int nth) {
        for (int i = 0, seen = 0; ; i++) {
            String key = prefix + i;
            if (serverOf(key) == server && seen++ == nth) {
                return key;
            }
        }
    }

    /** The data path itself. */
    public PoolLoop pool() {
        return pool;
    }

    public PoolCounters counters() {
        return pool.counters();
    }

    /** Every time a server's failures in a row reached the pool's limit. */
    public List<FailureCause> suspicions() {
        return suspicions;
    }

    /** The first phase of a switch to a topology without these servers; says whether nothing was in flight any more. */
    public boolean prepareWithout(int... out) {
        prepared = false;
        Ring next = ringWithout(out);
        pool.prepare(next, Moves.losers(pool.ring(), next), failure -> {
            prepared = failure == null;
            if (failure != null) {
                prepareFailures.add(failure);
            }
        });
        pump();
        return prepared;
    }

    /** What is done ahead of a switch to a topology without these servers. */
    public void announceWithout(int... out) {
        pool.announce(ringWithout(out), failure -> {});
        pump();
    }

    /** What was said of first phases that failed. */
    public List<String> prepareFailures() {
        return prepareFailures;
    }

    /** Whether the first phase of the last switch has ended by now. */
    public boolean isPrepared() {
        return prepared;
    }

    /** The second phase of a switch, or both at once. */
    public void commitWithout(int... out) {
        pool.commit(ringWithout(out));
        pump();
    }

    private Ring ringWithout(int... out) {
        SortedSet<String> names = new TreeSet<>();
        for (int i : out) {
            names.add(config.servers().get(i).name());
        }
        TreeMap<String, SortedSet<String>> pools = new TreeMap<>();
        pools.put(config.name(), names);
        return Ring.of(config, new Topology(1, pools));
    }

    /** Fails what has waited longer than the pool's timeout. */
    public void tick() {
        pool.tick();
        pump();
    }

    /** As if so many milliseconds had passed. */
    public void later(long millis) {
        later += millis * 1_000_000;
        loopChannel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        tick();
    }

    /** Bytes of buffers that somebody holds at this moment. */
    public long bufferBytes() {
        return buffers.held.getAsLong();
    }

    /** In a proxy of a {@link #quickMaker} there is memory for so many buffers from now on. */
    public void memoryFor(int more) {
        ((CountedBuffers) buffers.allocator).left(more);
    }

    /** Requests that are on their way at this moment. */
    public int requestsLent() {
        return loop.requests().lent();
    }

    /** Runs until nothing more follows from what has happened. */
    public void pump() {
        boolean moved;
        do {
            loopChannel.runPendingTasks();
            moved = false;
            for (FakeServer server : servers) {
                moved |= server.acceptPending();
            }
            // Who is added meanwhile comes last, and nobody is removed.
            for (int i = 0; i < peers.size(); i++) {
                moved |= peers.get(i).move();
            }
        } while (moved);
    }

    ByteBufAllocator allocator() {
        return buffers.allocator;
    }

    void add(FakePeer peer) {
        peers.add(peer);
    }

    /** Lets go of a peer that is closed, for tests with very many. */
    public void forget(FakePeer peer) {
        peer.discard();
        peers.remove(peer);
    }

    /** As above, of everyone who is closed. */
    public void forgetClosed() {
        peers.removeIf(peer -> {
            boolean closed = peer.isOver();
            if (closed) {
                peer.discard();
            }
            return closed;
        });
    }

    /** Exceptions that escaped a handler. */
    public List<Throwable> exceptions() {
        return exceptions;
    }

    void caught(Throwable t) {
        exceptions.add(t);
    }

    @Override
    public void close() {
        for (FakePeer peer : peers) {
            peer.close();
        }
        pump();
        pool.close();
        pump();
        loop.close();
        peers.forEach(FakePeer::discard);
        loopChannel.finishAndReleaseAll();
        assertThat(exceptions).as("exceptions that no test provoked").isEmpty();
        assertThat(loop.requests().lent()).as("requests never given back").isZero();
        assertThat(bufferBytes()).as("bytes of buffers never released").isZero();
    }
}
