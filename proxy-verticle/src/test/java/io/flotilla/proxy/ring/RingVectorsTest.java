package io.flotilla.proxy.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.config.Distribution;
import io.flotilla.config.KeyHash;
import io.flotilla.config.PoolConfig;
import io.flotilla.config.ServerConfig;
import io.flotilla.proxy.TwemproxyVectors;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Continua and routes, value by value as twemproxy's own code computes them. */
class RingVectorsTest {

    static Stream<String> rings() {
        return TwemproxyVectors.rings().fieldNames().stream();
    }

    @Test
    void thereAreTwelveRings() {
        assertThat(rings()).hasSize(12);
    }

    @ParameterizedTest
    @MethodSource("rings")
    void theContinuumIsTwemproxys(String name) throws Exception {
        JsonObject expected = TwemproxyVectors.rings().getJsonObject(name);
        List<Ring.Point> continuum = continuum(pool(name, KeyHash.FNV1A_64));

        assertThat(continuum).hasSize(expected.getInteger("ncontinuum"));
        assertThat(pointsPerServer(continuum, expected.getJsonArray("servers").size()))
                .isEqualTo(expected.getJsonArray("points").getList());
        JsonArray first = expected.getJsonArray("first8");
        for (int i = 0; i < first.size(); i++) {
            assertThat(continuum.get(i)).isEqualTo(point(first.getJsonArray(i)));
        }
        assertThat(continuum.get(continuum.size() - 1)).isEqualTo(point(expected.getJsonArray("last")));
        assertThat(sha256(continuum)).isEqualTo(expected.getString("sha256_of_value_colon_index_lines"));
    }

    @ParameterizedTest
    @MethodSource("rings")
    void everyKeyGoesWhereTwemproxySendsItUnderEveryHash(String name) {
        JsonObject routes = TwemproxyVectors.rings().getJsonObject(name).getJsonObject("route");
        for (KeyHash hash : KeyHash.values()) {
            PoolConfig pool = pool(name, hash);
            Ring ring = Ring.of(pool);
            Router router = Router.of(pool);
            for (String hex : routes.fieldNames()) {
                byte[] key = TwemproxyVectors.key(hex);
                int expected = routes.getJsonObject(hex).getInteger(hash.word());
                ByteBuf buf = Unpooled.directBuffer().writeZero(3).writeBytes(key);
                try {
                    assertThat(router.server(ring, key, 0, key.length))
                            .as("%s of %s", hash.word(), hex)
                            .isEqualTo(expected);
                    assertThat(router.server(ring, buf, 3, key.length)).isEqualTo(expected);
                } finally {
                    buf.release();
                }
            }
        }
    }

    /** A pool of one server needs no continuum; its points are asked of the ring that would have been built. */
    private static List<Ring.Point> continuum(PoolConfig pool) {
        if (pool.servers().size() > 1) {
            return Ring.of(pool).continuum();
        }
        java.util.BitSet in = new java.util.BitSet();
        in.set(0);
        Ring ring = pool.distribution() == Distribution.KETAMA ? new KetamaRing(pool, in) : new ModulaRing(pool, in);
        return ring.continuum();
    }

    private static PoolConfig pool(String name, KeyHash hash) {
        String distribution = name.substring(name.indexOf('/') + 1);
        List<ServerConfig> servers = new ArrayList<>();
        for (Object spec : TwemproxyVectors.rings().getJsonObject(name).getJsonArray("servers")) {
            String[] parts = ((String) spec).split("=");
            servers.add(Pools.server(parts[0], Integer.parseInt(parts[1])));
        }
        PoolConfig pool = Pools.pool(
                hash, Distribution.valueOf(distribution.toUpperCase(Locale.ROOT)), Optional.empty(), servers);
        assertThat(pool.servers()).as("already in twemproxy's order").isEqualTo(servers);
        return pool;
    }

    private static List<Integer> pointsPerServer(List<Ring.Point> continuum, int servers) {
        List<Integer> counts = new ArrayList<>();
        for (int server = 0; server < servers; server++) {
            int wanted = server;
            counts.add(
                    (int) continuum.stream().filter(p -> p.server() == wanted).count());
        }
        return counts;
    }

    private static Ring.Point point(JsonArray valueAndIndex) {
        return new Ring.Point(valueAndIndex.getLong(0), valueAndIndex.getInteger(1));
    }

    private static String sha256(List<Ring.Point> continuum) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (Ring.Point point : continuum) {
            digest.update((point.value() + ":" + point.server() + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
