package io.flotilla.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The whole way of requests through an event loop but for the sockets: parsing, routing, splitting, queues, framing, merging
 * and the buffers that would be written. One operation is one batch of requests that a client sends together over four
 * servers, and all their replies; the difference between batches of several sizes is what a request costs, the rest is the
 * turn of the loop and the in-memory channels.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class PathBenchmark {
    private static final int SERVERS = 4;
    private static final int KEYS = 10_000;

    @Param({"REDIS", "MEMCACHED"})
    public InMemoryProtocol protocol;

    /** How many requests are sent together. */
    @Param({"1", "16", "64"})
    public int requests;

    /** What they ask, and of how many keys each. */
    @Param({"GET", "SET", "MULTIGET_10", "MULTIGET_100"})
    public Kind kind;

    /** What a request asks for. */
    public enum Kind {
        GET(InMemoryProtocol.Request.GET, 1),
        SET(InMemoryProtocol.Request.SET, 1),
        MULTIGET_10(InMemoryProtocol.Request.MULTIGET, 10),
        MULTIGET_100(InMemoryProtocol.Request.MULTIGET, 100);

        private final InMemoryProtocol.Request request;
        private final int keys;

        Kind(InMemoryProtocol.Request request, int keys) {
            this.request = request;
            this.keys = keys;
        }
    }

    private InMemoryProxy proxy;
    private ByteBuf batch;
    private final ByteBuf[] answers = new ByteBuf[SERVERS];
    private long replyBytes;

    /** Connects, and encodes what client and servers are going to send. */
    @Setup(Level.Trial)
    public void connect() {
        proxy = new InMemoryProxy(protocol, SERVERS);
        SplittableRandom random = new SplittableRandom(7);
        StringBuilder asked = new StringBuilder();
        StringBuilder[] answered = new StringBuilder[SERVERS];
        for (int server = 0; server < SERVERS; server++) {
            answered[server] = new StringBuilder();
        }
        replyBytes = 0;
        for (int i = 0; i < requests; i++) {
            List<String> keys = keys(random);
            asked.append(protocol.request(kind.request, keys));
            replyBytes += protocol.reply(kind.request, keys).length();
            for (int server = 0; server < SERVERS; server++) {
                List<String> own = onServer(keys, server);
                if (!own.isEmpty()) {
                    answered[server].append(protocol.reply(kind.request, own));
                }
            }
        }
        batch = bytes(asked);
        for (int server = 0; server < SERVERS; server++) {
            answers[server] = bytes(answered[server]);
        }
    }

    private List<String> keys(SplittableRandom random) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < kind.keys; i++) {
            keys.add(String.format("key:%012d", random.nextInt(KEYS)));
        }
        return keys;
    }

    private List<String> onServer(List<String> keys, int server) {
        return keys.stream().filter(key -> proxy.serverOf(key) == server).toList();
    }

    private static ByteBuf bytes(CharSequence text) {
        byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
        return Unpooled.directBuffer(Math.max(1, bytes.length)).writeBytes(bytes);
    }

    /** Closes everything. */
    @TearDown(Level.Trial)
    public void close() {
        proxy.close();
        batch.release();
        for (ByteBuf answer : answers) {
            answer.release();
        }
    }

    /** One batch and its replies. */
    @Benchmark
    public long batch() {
        proxy.clientSends(batch);
        for (int server = 0; server < SERVERS; server++) {
            if (proxy.serverGot(server) > 0) {
                proxy.serverSends(server, answers[server]);
            }
        }
        long got = proxy.clientGot();
        if (got != replyBytes) {
            throw new IllegalStateException("the client got " + got + " bytes of " + replyBytes);
        }
        return got;
    }
}
