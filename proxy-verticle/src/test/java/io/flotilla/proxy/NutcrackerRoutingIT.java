package io.flotilla.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.config.ConfigReader;
import io.flotilla.config.Endpoint;
import io.flotilla.config.FlotillaConfig;
import io.flotilla.config.PoolConfig;
import io.flotilla.config.Protocol;
import io.flotilla.testing.NutcrackerProcess;
import io.flotilla.testing.ParityPools;
import io.flotilla.testing.RealMemcached;
import io.flotilla.testing.RealRedis;
import io.flotilla.testing.RealServer;
import io.flotilla.testing.StoredKeys;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same random keys stored through a real nutcracker and through the data path, each with the same pools, land on the same servers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NutcrackerRoutingIT {
    private static final int KEYS = 20_000;

    private final long seed = System.nanoTime();
    private final List<RealServer> servers = new ArrayList<>();
    private NutcrackerProcess nutcracker;
    private RunningProxy flotilla;
    private FlotillaConfig nutcrackerPools;
    private FlotillaConfig flotillaPools;

    @BeforeAll
    void start() throws Exception {
        for (int i = 0; i < 5; i++) {
            servers.add(RealRedis.started());
        }
        for (int i = 0; i < 3; i++) {
            servers.add(RealMemcached.started());
        }
        ParityPools pools = new ParityPools(servers);
        String before = pools.constant();
        String after = pools.constant();
        nutcrackerPools = ConfigReader.read(before, "nutcracker.yml");
        flotillaPools = ConfigReader.read(after, "nutcracker.yml");
        nutcracker = NutcrackerProcess.started(before);
        flotilla = RunningProxy.of(after, 0, 2);
    }

    @AfterAll
    void stop() {
        if (flotilla != null) {
            flotilla.close();
        }
        if (nutcracker != null) {
            nutcracker.close();
        }
        servers.forEach(RealServer::close);
    }

    Stream<String> pools() {
        return flotillaPools.pools().stream().map(PoolConfig::name);
    }

    @ParameterizedTest
    @MethodSource("pools")
    void keysLandWhereNutcrackerPutsThem(String name) {
        PoolConfig before = nutcrackerPools.pool(name).orElseThrow();
        PoolConfig after = flotillaPools.pool(name).orElseThrow();
        Random random = new Random(seed);
        List<String> keys = before.protocol() == Protocol.REDIS
                ? StoredKeys.forRedis(KEYS, random)
                : StoredKeys.forMemcached(KEYS, random);

        Map<String, RealServer> byNutcracker = storeAndFind(before, keys);
        Map<String, RealServer> byFlotilla = storeAndFind(after, keys);

        assertThat(byNutcracker).hasSize(KEYS);
        assertThat(byFlotilla).hasSize(KEYS);
        List<String> elsewhere = keys.stream()
                .filter(key -> byNutcracker.get(key) != byFlotilla.get(key))
                .map(key -> HexFormat.of().formatHex(StoredKeys.bytes(key)))
                .limit(5)
                .toList();
        assertThat(elsewhere).as("keys in hexadecimal, seed %d", seed).isEmpty();
    }

    private Map<String, RealServer> storeAndFind(PoolConfig pool, List<String> keys) {
        boolean redis = pool.protocol() == Protocol.REDIS;
        List<RealServer> kind = servers.stream()
                .filter(server -> server instanceof RealRedis == redis)
                .toList();
        StoredKeys.clear(kind);
        int port = ((Endpoint.Tcp) pool.listen().endpoint()).port();
        if (redis) {
            StoredKeys.setThroughRedisProxy(port, keys);
        } else {
            StoredKeys.setThroughMemcachedProxy(port, keys);
        }
        return StoredKeys.find(kind, keys);
    }
}
