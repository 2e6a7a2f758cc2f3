package io.flotilla.proxy.ring;

import static io.flotilla.proxy.ring.Pools.pool;
import static io.flotilla.proxy.ring.Pools.server;
import static io.flotilla.proxy.ring.Pools.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.config.Distribution;
import io.flotilla.config.KeyHash;
import io.flotilla.config.PoolConfig;
import io.flotilla.config.ServerConfig;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RingTest {
    private static final String[] NAMES = {"10.0.0.1:6379", "10.0.0.2:6379", "10.0.0.3:6379"};

    private static PoolConfig three(Distribution distribution) {
        return pool(KeyHash.FNV1A_64, distribution, server(NAMES[0], 1), server(NAMES[1], 1), server(NAMES[2], 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 25, 400})
    void ketamaFindsTheFirstPointAtOrAfterTheHashValue(int servers) {
        PoolConfig pool = pool(KeyHash.FNV1A_64, Distribution.KETAMA, Optional.empty(), Pools.equalServers(servers));
        Ring ring = Ring.of(pool);
        List<Ring.Point> continuum = ring.continuum();
        assertThat(continuum).isSortedAccordingTo(java.util.Comparator.comparingLong(Ring.Point::value));

        for (int i = 0; i < continuum.size(); i++) {
            long value = continuum.get(i).value();
            assertDecides(ring, continuum, value - 1);
            assertDecides(ring, continuum, value);
            assertDecides(ring, continuum, value + 1);
        }
        new Random(3).ints(10_000).forEach(h -> assertDecides(ring, continuum, h & 0xffff_ffffL));
        for (long h : new long[] {0, 1, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL}) {
            assertDecides(ring, continuum, h);
        }
    }

    private static void assertDecides(Ring ring, List<Ring.Point> continuum, long hash) {
        int low = 0;
        int high = continuum.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (continuum.get(middle).value() < hash) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        int expected = low == continuum.size() ? 0 : low;
        if (ring.point((int) hash) != expected
                || ring.server((int) hash) != continuum.get(expected).server()) {
            throw new AssertionError(
                    "hash " + hash + " is decided by point " + ring.point((int) hash) + ", not " + expected);
        }
    }

    @Test
    void theExampleOfTheOriginalsUsersGoesWhereTheirKeysAre() {
        PoolConfig pool = three(Distribution.KETAMA);
        assertThat(serverOf(pool, "foo")).isEqualTo(NAMES[1]);
        assertThat(serverOf(pool, "bar")).isEqualTo(NAMES[1]);
        assertThat(serverOf(pool, "user:1")).isEqualTo(NAMES[2]);
        assertThat(serverOf(pool, "apple")).isEqualTo(NAMES[2]);
        assertThat(serverOf(pool, "user:1000")).isEqualTo(NAMES[0]);
    }

    private static String serverOf(PoolConfig pool, String key) {
        byte[] bytes = key.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        return pool.servers()
                .get(Router.of(pool).server(Ring.of(pool), bytes, 0, bytes.length))
                .name();
    }

    @Test
    void ejectingAnEqualServerFromKetamaMovesOnlyItsKeys() {
        PoolConfig pool = three(Distribution.KETAMA);
        Ring before = Ring.of(pool);
        Ring after = Ring.of(pool, without(NAMES[1]));
        assertThat(after.contains(1)).isFalse();
        assertThat(after.size()).isEqualTo(2);
        new Random(5).ints(20_000).forEach(h -> {
            int home = before.server(h);
            int now = after.server(h);
            assertThat(now).isNotEqualTo(1);
            if (home != 1) {
                assertThat(now).isEqualTo(home);
            }
        });
    }

    /** Of weights 1, 2 and 3 without the 2, one and three share 2 x 160 points by quarters: 80 and 240. */
    @Test
    void ejectionSharesThePointsOutAnewAmongUnequalServers() {
        PoolConfig pool = pool(
                KeyHash.FNV1A_64,
                Distribution.KETAMA,
                server("server1", 1),
                server("server2", 2),
                server("server3", 5));
        assertThat(counts(Ring.of(pool), 3)).containsExactly(60, 120, 300);
        assertThat(counts(Ring.of(pool, without("server2")), 3)).containsExactly(52, 0, 264);
        assertThat(counts(Ring.of(pool, without("server1")), 3)).containsExactly(0, 88, 228);
    }

    private static int[] counts(Ring ring, int servers) {
        return IntStream.range(0, servers)
                .map(s -> (int)
                        ring.continuum().stream().filter(p -> p.server() == s).count())
                .toArray();
    }

    @Test
    void modulaTakesTheHashModuloTheWeightsOfTheServersThatAreIn() {
        PoolConfig pool = pool(
                KeyHash.FNV1A_64,
                Distribution.MODULA,
                server("server1", 1),
                server("server2", 2),
                server("server3", 3));
        Ring all = Ring.of(pool);
        int[] expected = {0, 1, 1, 2, 2, 2};
        for (int h = 0; h < 600; h++) {
            assertThat(all.server(h)).isEqualTo(expected[h % 6]);
        }
        assertThat(all.server(-1)).as("4294967295 mod 6 is 3").isEqualTo(2);
        Ring less = Ring.of(pool, without("server2"));
        int[] expectedLess = {0, 2, 2, 2};
        for (int h = 0; h < 600; h++) {
            assertThat(less.server(h)).isEqualTo(expectedLess[h % 4]);
        }
    }

    @Test
    void modulaOfHugeWeightsCostsNoMemoryAndStaysRight() {
        PoolConfig pool = pool(
                KeyHash.FNV1A_64,
                Distribution.MODULA,
                server("a", Integer.MAX_VALUE),
                server("b", Integer.MAX_VALUE),
                server("c", 1));
        Ring ring = Ring.of(pool);
        assertThat(ring.server(0)).isZero();
        assertThat(ring.server(Integer.MAX_VALUE - 1)).isZero();
        assertThat(ring.server(Integer.MAX_VALUE)).isEqualTo(1);
        assertThat(ring.server((int) 4294967293L)).isEqualTo(1);
        assertThat(ring.server((int) 4294967294L)).isEqualTo(2);
        assertThat(ring.server((int) 4294967295L)).as("the sum is 4294967295").isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Distribution.class,
            names = {"KETAMA", "MODULA"})
    void weightsBeyond32BitsAreRefused(Distribution distribution) {
        PoolConfig pool = pool(
                KeyHash.FNV1A_64,
                distribution,
                server("a", Integer.MAX_VALUE),
                server("b", Integer.MAX_VALUE),
                server("c", 2));
        assertThatThrownBy(() -> Ring.of(pool))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'alpha'")
                .hasMessageContaining("4294967296")
                .hasMessageContaining("4294967295");
    }

    @Test
    void randomGoesToEveryServerThatIsInAndToNoOther() {
        PoolConfig pool = three(Distribution.RANDOM);
        Ring ring = Ring.of(pool, without(NAMES[0]));
        assertThat(ring.isStable()).isFalse();
        int[] hits = new int[3];
        for (int i = 0; i < 10_000; i++) {
            hits[ring.server(42)]++;
        }
        assertThat(hits[0]).isZero();
        assertThat(hits[1]).isBetween(4_500, 5_500);
        assertThat(hits[2]).isBetween(4_500, 5_500);
    }

    @ParameterizedTest
    @EnumSource(Distribution.class)
    void aPoolOfOneServerIsNeverHashed(Distribution distribution) {
        PoolConfig pool = pool(KeyHash.MD5, distribution, server(NAMES[0], 3));
        Ring ring = Ring.of(pool);
        assertThat(ring.usesHash()).isFalse();
        assertThat(ring.server(-77)).isZero();
        assertThat(Ring.of(pool, without(NAMES[0])).server(5)).isEqualTo(Ring.NONE);
    }

    @ParameterizedTest
    @EnumSource(Distribution.class)
    void theLastServerThatIsInTakesEverything(Distribution distribution) {
        Ring ring = Ring.of(three(distribution), without(NAMES[0], NAMES[1]));
        assertThat(ring.usesHash()).isFalse();
        new Random(9).ints(1_000).forEach(h -> assertThat(ring.server(h)).isEqualTo(2));
    }

    @ParameterizedTest
    @EnumSource(Distribution.class)
    void withEveryServerOutThereIsNone(Distribution distribution) {
        Ring ring = Ring.of(three(distribution), without(NAMES));
        assertThat(ring.server(123)).isEqualTo(Ring.NONE);
        assertThat(ring.size()).isZero();
        assertThat(ring.contains(0)).isFalse();
    }

    @Test
    void anotherPoolsEjectionsDoNotMatter() {
        List<ServerConfig> servers = three(Distribution.KETAMA).servers();
        var out = new java.util.TreeMap<String, java.util.SortedSet<String>>();
        out.put("beta", new java.util.TreeSet<>(List.of(NAMES)));
        Ring ring = Ring.of(three(Distribution.KETAMA), new io.flotilla.topology.Topology(3, out));
        assertThat(ring.size()).isEqualTo(servers.size());
    }
}
