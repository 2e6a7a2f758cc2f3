package io.flotilla.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flotilla.testing.FlotillaProcess;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.NutcrackerProcess;
import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealMemcached;
import io.flotilla.testing.RealRedis;
import io.vertx.core.json.JsonObject;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.spy.memcached.MemcachedClient;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** What people try first with such a proxy: one node, real servers, a real client. */
class FieldExperimentsIT {

    @Test
    void keysGoToTheOtherMemcachedWhileOneIsDeadAndComeBackWithIt() throws Exception {
        int port = FreePorts.next();
        try (RealMemcached one = RealMemcached.started();
                RealMemcached two = RealMemcached.started();
                FlotillaProcess node =
                        FlotillaProcess.started(Pools.pool("cache", port, false, List.of(one, two), Pools.EJECTING))) {
            MemcachedClient client = new MemcachedClient(new InetSocketAddress("127.0.0.1", port));
            try {
                List<String> keysOfOne = new ArrayList<>();
                for (int k = 0; k < 200; k++) {
                    assertThat(client.set("key:" + k + ":page", 0, "first").get())
                            .isTrue();
                    if (one.get("key:" + k + ":page") != null) {
                        keysOfOne.add("key:" + k + ":page");
                    }
                }
                assertThat(keysOfOne).hasSizeBetween(40, 160);

                one.kill();
                await().atMost(Duration.ofSeconds(5))
                        .until(() -> TopologyJson.of(node).isOut("cache", "server-1"));
                for (String key : keysOfOne) {
                    assertThat(client.set(key, 0, "second").get()).isTrue();
                    assertThat(client.get(key)).isEqualTo("second");
                    assertThat(two.get(key)).isEqualTo("second");
                }

                one.restart();
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> !TopologyJson.of(node).isOut("cache", "server-1"));
                for (String key : keysOfOne) {
                    assertThat(client.set(key, 0, "third").get()).isTrue();
                    assertThat(one.get(key)).isEqualTo("third");
                }
            } finally {
                client.shutdown();
            }
        }
    }

    @Test
    void everyKeyIsOnTheShardThatWhereNames() {
        int port = FreePorts.next();
        try (RealRedis one = RealRedis.started();
                RealRedis two = RealRedis.started();
                FlotillaProcess node =
                        FlotillaProcess.started(Pools.pool("shards", port, true, List.of(one, two), ""));
                Jedis client = new Jedis("127.0.0.1", port)) {
            List<RealRedis> servers = List.of(one, two);
            List<String> keys = new ArrayList<>(List.of("a", "b", "user:1", "user:2"));
            for (int length = 8; length <= 8_192; length *= 2) {
                keys.add("k".repeat(length - 1) + "1");
                keys.add("k".repeat(length - 1) + "2");
            }
            for (String key : keys) {
                client.set(key, "value of " + key);
            }
            List<String> named = Command.where(node, "shards", keys);
            assertThat(named).containsOnly("server-1", "server-2").hasSameSizeAs(keys);
            for (int k = 0; k < keys.size(); k++) {
                for (int s = 0; s < servers.size(); s++) {
                    boolean here = Pools.serverName(s).equals(named.get(k));
                    assertThat(servers.get(s).call("GET", keys.get(k)))
                            .as("key of %d bytes on %s", keys.get(k).length(), Pools.serverName(s))
                            .isEqualTo(here ? "value of " + keys.get(k) : null);
                }
            }
        }
    }

    @Test
    void aConfigurationFoundInTheWildStartsUnchangedAndRoutesEqually() throws Exception {
        int cachePort = FreePorts.next();
        int redisPort = FreePorts.next();
        try (RealMemcached m1 = RealMemcached.started();
                RealMemcached m2 = RealMemcached.started();
                RealRedis r1 = RealRedis.started();
                RealRedis r2 = RealRedis.started();
                RealRedis r3 = RealRedis.started()) {
            String template = new String(
                    FieldExperimentsIT.class
                            .getResourceAsStream("/wild-nutcracker.yml")
                            .readAllBytes(),
                    StandardCharsets.UTF_8);
            String yaml =
                    template.formatted(cachePort, m1.port(), m2.port(), redisPort, r1.port(), r2.port(), r3.port());
            try (NutcrackerProcess nutcracker = NutcrackerProcess.started(yaml)) {
                assertThat(nutcracker.process().isAlive()).isTrue();
                store(cachePort, redisPort);
            }
            try (FlotillaProcess node = FlotillaProcess.started(yaml)) {
                assertThat(found(cachePort, redisPort))
                        .as("keys stored through nutcracker and found through flotilla")
                        .isEqualTo(1_000);
                JsonObject stats = new JsonObject(node.stats());
                assertThat(stats.getJsonObject("cache").fieldNames()).contains("memcache-a", "memcache-b");
            }
        }
    }

    private static void store(int cachePort, int redisPort) {
        try (RawClient cache = RawClient.connect("127.0.0.1", cachePort);
                RawClient redis = RawClient.connect("127.0.0.1", redisPort)) {
            for (int k = 0; k < 500; k++) {
                cache.send("set item:" + k + " 0 0 1\r\nx\r\n").expect("STORED\r\n");
                assertThat(redis.resp("SET", "{user:" + k % 50 + "}:" + k, "x")).isEqualTo("OK");
            }
        }
    }

    private static int found(int cachePort, int redisPort) {
        int found = 0;
        try (RawClient cache = RawClient.connect("127.0.0.1", cachePort);
                RawClient redis = RawClient.connect("127.0.0.1", redisPort)) {
            for (int k = 0; k < 500; k++) {
                cache.send("get item:" + k + "\r\n");
                if (cache.readLine().startsWith("VALUE ")) {
                    cache.expect("x\r\nEND\r\n");
                    found++;
                }
                found += "x".equals(redis.resp("GET", "{user:" + k % 50 + "}:" + k)) ? 1 : 0;
            }
        }
        return found;
    }
}
