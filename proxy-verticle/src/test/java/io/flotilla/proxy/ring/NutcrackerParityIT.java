package io.flotilla.proxy.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flotilla.config.ConfigReader;
import io.flotilla.config.Endpoint;
import io.flotilla.config.FlotillaConfig;
import io.flotilla.config.KeyHash;
import io.flotilla.config.PoolConfig;
import io.flotilla.config.Protocol;
import io.flotilla.config.ServerConfig;
import io.flotilla.testing.NutcrackerProcess;
import io.flotilla.testing.ParityPools;
import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealMemcached;
import io.flotilla.testing.RealRedis;
import io.flotilla.testing.RealServer;
import io.flotilla.testing.StoredKeys;
import io.flotilla.topology.Topology;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A real nutcracker stores random keys on real servers, and every one of them is where this router says it is. One
 * configuration file serves both.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NutcrackerParityIT {
    private static final int KEYS = 20_000;
    private static final int REDIS = 5;
    private static final int MEMCACHED = 3;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final List<RealServer> servers = new ArrayList<>();
    private NutcrackerProcess nutcracker;
    private FlotillaConfig config;

    @BeforeAll
    void startServersAndNutcracker() throws Exception {
        for (int i = 0; i < REDIS; i++) {
            servers.add(RealRedis.started());
        }
        for (int i = 0; i < MEMCACHED; i++) {
            servers.add(RealMemcached.started());
        }
        String yaml = new ParityPools(servers).constant();
        config = ConfigReader.read(yaml, "nutcracker.yml");
        nutcracker = NutcrackerProcess.started(yaml);
    }

    @AfterAll
    void stop() {
        if (nutcracker != null) {
            nutcracker.close();
        }
        servers.forEach(RealServer::close);
    }

    @BeforeEach
    void emptyServers() {
        StoredKeys.clear(servers);
    }

    Stream<String> pools() {
        return config.pools().stream().map(PoolConfig::name);
    }

    @Test
    void everyHashIsCompared() {
        assertThat(config.pools()).extracting(PoolConfig::hash).contains(KeyHash.values());
    }

    @ParameterizedTest
    @MethodSource("pools")
    void everyKeyIsWhereTheRouterSaysItIs(String name) {
        PoolConfig pool = config.pool(name).orElseThrow();
        List<String> keys = keys(pool);
        store(pool, keys);

        Map<String, RealServer> found = find(pool, keys);

        assertThat(found).as("keys stored").hasSize(KEYS);
        Ring ring = Ring.of(pool);
        assertThat(misplaced(pool, ring, keys, found))
                .as("pool %s, seed %d", name, seed)
                .isEmpty();
        assertRequestsPerServer(pool, ring, keys);
    }

    /** One Redis and one memcached are killed, and nutcracker, which is told to, ejects them from every pool. */
    @Test
    void afterEjectionsEveryKeyIsWhereTheRouterSaysItIs() throws Exception {
        List<RealServer> killed =
                List.of(servers.get(random.nextInt(REDIS)), servers.get(REDIS + random.nextInt(MEMCACHED)));
        String yaml = new ParityPools(servers).ejecting();
        try (NutcrackerProcess ejecting = NutcrackerProcess.started(yaml)) {
            killed.forEach(RealServer::kill);
            for (PoolConfig pool : ConfigReader.read(yaml, "nutcracker.yml").pools()) {
                compareWithout(killed, pool);
            }
            assertThat(ejecting.process().isAlive()).isTrue();
        } finally {
            killed.stream().filter(server -> !server.isAlive()).forEach(RealServer::start);
        }
    }

    private void compareWithout(List<RealServer> killed, PoolConfig pool) {
        List<String> keys = keys(pool);
        Topology topology = without(killed, pool, keys);
        await().atMost(Duration.ofSeconds(20)).until(() -> errors(pool, keys) == 0);
        store(pool, keys);

        Map<String, RealServer> found = find(pool, keys);
        assertThat(found).as("keys stored").hasSize(KEYS);
        assertThat(misplaced(pool, Ring.of(pool, topology), keys, found))
                .as("pool %s without %s, seed %d", pool.name(), topology.out(), seed)
                .isEmpty();
        StoredKeys.clear(alive(pool));
    }

    /** Reads every key, which is nowhere yet, and counts the answers that are errors. */
    private static int errors(PoolConfig pool, List<String> keys) {
        int errors = 0;
        try (RawClient client = RawClient.connect("127.0.0.1", port(pool))) {
            for (int from = 0; from < keys.size(); from += 100) {
                List<String> some = keys.subList(from, Math.min(keys.size(), from + 100));
                StringBuilder out = new StringBuilder();
                for (String key : some) {
                    out.append(
                            pool.protocol() == Protocol.REDIS
                                    ? "*2\r\n$3\r\nGET\r\n$" + key.length() + "\r\n" + key + "\r\n"
                                    : "get " + key + "\r\n");
                }
                client.send(out.toString());
                for (int i = 0; i < some.size(); i++) {
                    String line = client.readLine();
                    errors += line.equals("$-1") || line.equals("END") ? 0 : 1;
                }
            }
        }
        return errors;
    }

    private List<String> keys(PoolConfig pool) {
        return pool.protocol() == Protocol.REDIS
                ? StoredKeys.forRedis(KEYS, random)
                : StoredKeys.forMemcached(KEYS, random);
    }

    private void store(PoolConfig pool, List<String> keys) {
        if (pool.protocol() == Protocol.REDIS) {
            StoredKeys.setThroughRedisProxy(port(pool), keys);
        } else {
            StoredKeys.setThroughMemcachedProxy(port(pool), keys);
        }
    }

    /** Where each key is among the servers of the pool's kind that run. */
    private Map<String, RealServer> find(PoolConfig pool, List<String> keys) {
        return StoredKeys.find(alive(pool), keys);
    }

    private List<RealServer> alive(PoolConfig pool) {
        return servers.stream()
                .filter(server -> server instanceof RealRedis == (pool.protocol() == Protocol.REDIS))
                .filter(RealServer::isAlive)
                .toList();
    }

    /** The first few keys that are elsewhere, and how many there are. */
    private List<String> misplaced(PoolConfig pool, Ring ring, List<String> keys, Map<String, RealServer> found) {
        List<String> wrong = new ArrayList<>();
        for (String key : keys) {
            ServerConfig server = pool.servers().get(route(pool, ring, key));
            RealServer there = found.get(key);
            if (processOf(server) != there) {
                wrong.add(HexFormat.of().formatHex(StoredKeys.bytes(key)) + " is on " + there.address() + ", not on "
                        + server.name());
            }
        }
        return wrong.size() > 5 ? List.of(wrong.size() + " keys", wrong.get(0), wrong.get(1)) : wrong;
    }

    /** Names that share a process are told apart by nutcracker's own count of requests. */
    private void assertRequestsPerServer(PoolConfig pool, Ring ring, List<String> keys) {
        long[] expected = new long[pool.servers().size()];
        keys.forEach(key -> expected[route(pool, ring, key)]++);
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            JsonObject stats = new JsonObject(nutcracker.stats()).getJsonObject(pool.name());
            for (int i = 0; i < expected.length; i++) {
                String server = pool.servers().get(i).name();
                assertThat(stats.getJsonObject(server).getLong("requests"))
                        .as("requests to %s of pool %s, seed %d", server, pool.name(), seed)
                        .isEqualTo(expected[i]);
            }
        });
    }

    private static int route(PoolConfig pool, Ring ring, String key) {
        byte[] bytes = StoredKeys.bytes(key);
        return Router.of(pool).server(ring, bytes, 0, bytes.length);
    }

    private RealServer processOf(ServerConfig server) {
        int port = ((Endpoint.Tcp) server.endpoint()).port();
        return servers.stream().filter(s -> s.port() == port).findFirst().orElseThrow();
    }

    /** A server that is dead and has too little weight for a single point is never tried, thus never ejected. */
    private Topology without(List<RealServer> killed, PoolConfig pool, List<String> keys) {
        Ring ring = Ring.of(pool);
        SortedSet<String> names = new TreeSet<>();
        for (String key : keys) {
            ServerConfig server = pool.servers().get(route(pool, ring, key));
            if (killed.contains(processOf(server))) {
                names.add(server.name());
            }
        }
        return new Topology(1, new TreeMap<>(Map.of(pool.name(), names)));
    }

    private static int port(PoolConfig pool) {
        return ((Endpoint.Tcp) pool.listen().endpoint()).port();
    }
}
