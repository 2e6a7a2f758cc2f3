package io.flotilla.bench.jmh;

import io.flotilla.proxy.route.ReplyFramer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to find the end of a server's reply. One operation is one reply, of 64 in a direct buffer. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FramingBenchmark {
    private static final int REPLIES = 64;

    /** The reply, as often as fits an operation. */
    @State(Scope.Thread)
    public static class Stream {
        @Param({"REDIS_VALUE", "REDIS_STATUS", "REDIS_ARRAY", "MEMCACHED_VALUE", "MEMCACHED_MISS", "MEMCACHED_STORED"})
        public Reply reply;

        ByteBuf bytes;
        ReplyFramer framer;

        /** Fills the buffer. */
        @Setup(Level.Trial)
        public void fill() {
            byte[] one = reply.text.getBytes(StandardCharsets.US_ASCII);
            bytes = ByteBufAllocator.DEFAULT.directBuffer(one.length * REPLIES);
            for (int i = 0; i < REPLIES; i++) {
                bytes.writeBytes(one);
            }
            framer = reply.protocol.newFramer();
        }

        /** Gives the buffer back. */
        @TearDown(Level.Trial)
        public void release() {
            bytes.release();
        }
    }

    /** Replies as servers send them. */
    public enum Reply {
        REDIS_VALUE(InMemoryProtocol.REDIS, "$100\r\n" + "x".repeat(100) + "\r\n"),
        REDIS_STATUS(InMemoryProtocol.REDIS, "+OK\r\n"),
        REDIS_ARRAY(InMemoryProtocol.REDIS, "*10\r\n" + ("$10\r\n" + "x".repeat(10) + "\r\n").repeat(10)),
        MEMCACHED_VALUE(
                InMemoryProtocol.MEMCACHED, "VALUE key:000000000001 0 100\r\n" + "x".repeat(100) + "\r\nEND\r\n"),
        MEMCACHED_MISS(InMemoryProtocol.MEMCACHED, "END\r\n"),
        MEMCACHED_STORED(InMemoryProtocol.MEMCACHED, "STORED\r\n");

        private final InMemoryProtocol protocol;
        private final String text;

        Reply(InMemoryProtocol protocol, String text) {
            this.protocol = protocol;
            this.text = text;
        }
    }

    /** All replies of the buffer. */
    @Benchmark
    @OperationsPerInvocation(REPLIES)
    public int frame(Stream stream) {
        ByteBuf in = stream.bytes.readerIndex(0);
        int complete = 0;
        while (in.isReadable()) {
            complete += stream.framer.advance(in) ? 1 : 0;
        }
        if (complete != REPLIES) {
            throw new IllegalStateException(complete + " replies found, not " + REPLIES);
        }
        return complete;
    }
}
