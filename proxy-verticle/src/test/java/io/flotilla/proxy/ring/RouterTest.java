package io.flotilla.proxy.ring;

import static io.flotilla.proxy.ring.Pools.pool;
import static io.flotilla.proxy.ring.Pools.server;
import static io.flotilla.proxy.ring.Pools.without;
import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.config.Distribution;
import io.flotilla.config.HashTag;
import io.flotilla.config.KeyHash;
import io.flotilla.config.PoolConfig;
import io.flotilla.topology.Topology;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RouterTest {
    private static final PoolConfig TAGGED = pool(
            KeyHash.FNV1A_64,
            Distribution.KETAMA,
            Optional.of(new HashTag((byte) '{', (byte) '}')),
            Pools.equalServers(3));
    private static final PoolConfig PLAIN =
            pool(KeyHash.FNV1A_64, Distribution.KETAMA, Optional.empty(), Pools.equalServers(3));

    private static int hash(PoolConfig pool, String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return Router.of(pool).hash(bytes, 0, bytes.length);
    }

    @ParameterizedTest
    @EnumSource(KeyHash.class)
    void anEmptyKeyHasTheHashValue0(KeyHash hash) {
        assertThat(hash(pool(hash, Distribution.KETAMA, server("a", 1), server("b", 1)), ""))
                .isZero();
    }

    @Test
    void onlyTheTagIsHashed() {
        assertThat(hash(TAGGED, "{user7}.name")).isEqualTo(hash(PLAIN, "user7"));
        assertThat(hash(TAGGED, "x{user7}.mail")).isEqualTo(hash(PLAIN, "user7"));
        assertThat(hash(TAGGED, "{}.mail")).isEqualTo(hash(PLAIN, "{}.mail"));
        assertThat(hash(PLAIN, "{user7}.name")).isNotEqualTo(hash(PLAIN, "user7"));
    }

    @Test
    void whereSaysWhichPointDecides() {
        Placement placement = Router.of(PLAIN).where("foo", Topology.INITIAL);
        assertThat(placement.home()).contains("10.0.0.2:6379");
        assertThat(placement.server()).contains("10.0.0.2:6379");
        assertThat(placement.isAtHome()).isTrue();
        assertThat(placement.hash().getAsLong()).isEqualTo(hash(PLAIN, "foo") & 0xffff_ffffL);
        assertThat(Ring.of(PLAIN).continuum())
                .contains(new Ring.Point(placement.point().getAsLong(), 1));
        assertThat(placement.point().getAsLong())
                .isGreaterThanOrEqualTo(placement.hash().getAsLong());
        assertThat(placement.reason())
                .isEqualTo("fnv1a_64 of the key is " + placement.hash().getAsLong()
                        + ", and the next point of the continuum, "
                        + placement.point().getAsLong()
                        + ", belongs to 10.0.0.2:6379");
    }

    @Test
    void whereNamesTheSubstituteWhileTheHomeIsOut() {
        Placement placement = Router.of(PLAIN).where("foo", without("10.0.0.2:6379"));
        assertThat(placement.home()).contains("10.0.0.2:6379");
        assertThat(placement.server().orElseThrow()).isIn("10.0.0.1:6379", "10.0.0.3:6379");
        assertThat(placement.isAtHome()).isFalse();
        assertThat(placement.epoch()).isEqualTo(7);
        assertThat(placement.reason())
                .endsWith("belongs to " + placement.server().get() + "; its home 10.0.0.2:6379 is out");
    }

    @Test
    void whereWrapsAroundTheEndOfTheContinuum() {
        List<Ring.Point> continuum = Ring.of(PLAIN).continuum();
        long last = continuum.get(continuum.size() - 1).value();
        String key = null;
        for (int i = 0; key == null; i++) {
            if ((hash(PLAIN, "key:" + i) & 0xffff_ffffL) > last) {
                key = "key:" + i;
            }
        }
        Placement placement = Router.of(PLAIN).where(key, Topology.INITIAL);
        assertThat(placement.point()).hasValue(continuum.get(0).value());
        assertThat(placement.server())
                .contains(PLAIN.servers().get(continuum.get(0).server()).name());
        assertThat(placement.reason())
                .contains("past the last point; the first point "
                        + continuum.get(0).value());
    }

    @Test
    void whereNamesTheTagThatWasHashed() {
        Placement placement = Router.of(TAGGED).where("{user7}.name", Topology.INITIAL);
        assertThat(placement.hashed()).isEqualTo("user7");
        assertThat(placement.reason()).startsWith("fnv1a_64 of the tag \"user7\" is ");
    }

    @Test
    void whereExplainsModula() {
        PoolConfig pool = pool(KeyHash.CRC32, Distribution.MODULA, server("a", 1), server("b", 4));
        Placement placement = Router.of(pool).where("apple", Topology.INITIAL);
        assertThat(placement.point()).isEmpty();
        assertThat(placement.reason())
                .isEqualTo("crc32 of the key is 10542, modulo the weights' sum that is slot 2, which belongs to b");
    }

    @Test
    void whereExplainsASingleServerRandomnessAndThatAllAreOut() {
        PoolConfig single = pool(KeyHash.MD5, Distribution.KETAMA, server("a", 1));
        assertThat(Router.of(single).where("k", Topology.INITIAL).reason()).isEqualTo("it is the pool's only server");
        assertThat(Router.of(single).where("k", Topology.INITIAL).hash()).isEmpty();

        PoolConfig random = pool(KeyHash.MD5, Distribution.RANDOM, server("a", 1), server("b", 1));
        Placement any = Router.of(random).where("k", Topology.INITIAL);
        assertThat(any.server()).isEmpty();
        assertThat(any.home()).isEmpty();
        assertThat(any.reason()).contains("random").contains("2 servers");

        Placement nowhere = Router.of(PLAIN).where("k", without("10.0.0.1:6379", "10.0.0.2:6379", "10.0.0.3:6379"));
        assertThat(nowhere.server()).isEmpty();
        assertThat(nowhere.home()).isPresent();
        assertThat(nowhere.reason()).isEqualTo("every server of the pool is out");

        Placement last = Router.of(PLAIN).where("foo", without("10.0.0.1:6379", "10.0.0.2:6379"));
        assertThat(last.reason())
                .endsWith(", and 10.0.0.3:6379 is the only server that is in; its home 10.0.0.2:6379 is out");
    }
}
