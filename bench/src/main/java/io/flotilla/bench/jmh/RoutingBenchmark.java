package io.flotilla.bench.jmh;

import io.flotilla.config.ConfigException;
import io.flotilla.config.ConfigReader;
import io.flotilla.config.KeyHash;
import io.flotilla.config.PoolConfig;
import io.flotilla.proxy.hash.KeyHasher;
import io.flotilla.proxy.ring.Ring;
import io.flotilla.proxy.ring.Router;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Locale;
import java.util.Random;
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
 * What it costs to find a key's server: hashing keys in a direct buffer as a read from a socket leaves them, looking
 * hash values up in a ring, and both. One operation is one key.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RoutingBenchmark {
    private static final int KEYS = 1024;

    /** Random printable keys, one after another in a direct buffer of the kind that Netty reads into. */
    @State(Scope.Thread)
    public static class Keys {
        @Param({"8", "32", "200"})
        public int length;

        ByteBuf buf;
        private int next;

        @Setup(Level.Trial)
        public void fill() {
            Random random = new Random(1);
            buf = ByteBufAllocator.DEFAULT.directBuffer(KEYS * length);
            for (int i = 0; i < KEYS * length; i++) {
                buf.writeByte(33 + random.nextInt(94));
            }
        }

        @TearDown(Level.Trial)
        public void release() {
            buf.release();
        }

        int offset() {
            next = (next + 1) & (KEYS - 1);
            return next * length;
        }
    }

    /** One of the twelve key hashes. */
    @State(Scope.Benchmark)
    public static class Hash {
        @Param({
            "one_at_a_time",
            "md5",
            "crc16",
            "crc32",
            "crc32a",
            "fnv1_64",
            "fnv1a_64",
            "fnv1_32",
            "fnv1a_32",
            "hsieh",
            "murmur",
            "jenkins"
        })
        public String hash;

        KeyHasher hasher;

        @Setup(Level.Trial)
        public void choose() {
            hasher = KeyHasher.of(KeyHash.valueOf(hash.toUpperCase(Locale.ROOT)));
        }
    }

    /** Random hash values, and a ring of a pool with equal servers. */
    @State(Scope.Thread)
    public static class Servers {
        @Param({"ketama", "modula"})
        public String distribution;

        @Param({"2", "25", "400"})
        public int servers;

        Ring ring;
        Router router;
        private final int[] hashes = new Random(2).ints(1 << 16).toArray();
        private int next;

        @Setup(Level.Trial)
        public void build() throws ConfigException {
            PoolConfig pool = pool(distribution, servers, "");
            ring = Ring.of(pool);
            router = Router.of(pool);
        }

        int hash() {
            next = (next + 1) & (hashes.length - 1);
            return hashes[next];
        }
    }

    /** A pool with a hash tag, and keys of 32 bytes that have one of 8. */
    @State(Scope.Thread)
    public static class Tagged {
        Ring ring;
        Router router;
        ByteBuf buf;
        private int next;

        @Setup(Level.Trial)
        public void build() throws ConfigException {
            PoolConfig pool = pool("ketama", 25, "  hash_tag: \"{}\"\n");
            ring = Ring.of(pool);
            router = Router.of(pool);
            buf = ByteBufAllocator.DEFAULT.directBuffer(KEYS * 32);
            for (int i = 0; i < KEYS; i++) {
                buf.writeCharSequence(
                        String.format(Locale.ROOT, "session:{%08x}:profile.name.x", i),
                        java.nio.charset.StandardCharsets.US_ASCII);
            }
        }

        @TearDown(Level.Trial)
        public void release() {
            buf.release();
        }

        int offset() {
            next = (next + 1) & (KEYS - 1);
            return next * 32;
        }
    }

    @Benchmark
    public int hash(Keys keys, Hash hash) {
        return hash.hasher.hash(keys.buf, keys.offset(), keys.length);
    }

    @Benchmark
    public int ring(Servers servers) {
        return servers.ring.server(servers.hash());
    }

    @Benchmark
    public int route(Keys keys, Servers servers) {
        return servers.router.server(servers.ring, keys.buf, keys.offset(), keys.length);
    }

    @Benchmark
    public int routeWithTag(Tagged tagged) {
        return tagged.router.server(tagged.ring, tagged.buf, tagged.offset(), 32);
    }

    private static PoolConfig pool(String distribution, int servers, String more) throws ConfigException {
        StringBuilder yaml = new StringBuilder(
                "bench:\n  listen: 127.0.0.1:22121\n  distribution: " + distribution + "\n" + more + "  servers:\n");
        for (int i = 0; i < servers; i++) {
            yaml.append("   - 10.0." + i / 250 + "." + (i % 250 + 1) + ":6379:1\n");
        }
        return ConfigReader.read(yaml.toString(), "bench.yml").pools().get(0);
    }
}
