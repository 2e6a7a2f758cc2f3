package io.flotilla.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flotilla.config.FlotillaConfig;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealMemcached;
import io.flotilla.testing.RealRedis;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Three real members on 127.0.0.1, .2 and .3 with real servers. */
class FleetIT {
    private static final String PASSWORD = "secret";
    private static final List<RealMemcached> MEMCACHED = new ArrayList<>();
    private static final List<RealRedis> REDIS = new ArrayList<>();
    private static final List<TestNode> NODES = new ArrayList<>();
    private static int clusterPort;

    @BeforeAll
    static void start() throws Exception {
        for (int i = 0; i < 4; i++) {
            MEMCACHED.add(RealMemcached.started());
        }
        for (int i = 0; i < 2; i++) {
            REDIS.add(RealRedis.started("--requirepass", PASSWORD, "--busy-reply-threshold", "20"));
        }
        clusterPort = FreePorts.next();
        for (int i = 1; i <= 3; i++) {
            String address = "127.0.0." + i;
            NODES.add(TestNode.started(config(address, clusterPort), address));
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> allReady(NODES));
    }

    private static FlotillaConfig config(String address, int clusterPort) {
        return TestNode.config(
                address,
                clusterPort,
                MEMCACHED.stream().map(s -> s.port()).toList(),
                REDIS.stream().map(s -> s.port()).toList(),
                PASSWORD);
    }

    @AfterAll
    static void stop() throws Exception {
        for (TestNode node : NODES) {
            node.close();
        }
        MEMCACHED.forEach(RealMemcached::close);
        REDIS.forEach(RealRedis::close);
    }

    static boolean allReady(List<TestNode> nodes) {
        return nodes.stream()
                .allMatch(n -> n.status().ready() && n.status().nodes().size() == nodes.size());
    }

    private static boolean all(String pool, String server, boolean in) {
        return NODES.stream().allMatch(n -> n.dataPlane.topology().isIn(pool, server) == in);
    }

    private static long epoch() {
        List<Long> epochs = NODES.stream()
                .map(n -> n.dataPlane.topology().epoch())
                .distinct()
                .toList();
        assertThat(epochs).as("the epochs of all nodes").hasSize(1);
        return epochs.get(0);
    }

    @Test
    void aNodeWithOtherServersMayNotJoin() {
        FlotillaConfig other = TestNode.config(
                "127.0.0.4",
                clusterPort,
                List.of(MEMCACHED.get(0).port()),
                REDIS.stream().map(s -> s.port()).toList(),
                PASSWORD);

        assertThatThrownBy(() -> TestNode.started(other, "127.0.0.4"))
                .hasMessage("member '127.0.0.1' routes otherwise: pool 'm' has other servers there, or finds them"
                        + " otherwise (the nodes of a fleet share one configuration)");

        await().untilAsserted(() -> assertThat(NODES.get(0).member.members()).hasSize(NODES.size()));
        assertThat(NODES.get(0).member.disagreement()).isEmpty();
    }

    @Test
    void aRedisThatIsBusyWithAScriptStaysIn() {
        RealRedis server = REDIS.get(0);
        try (RawClient script = RawClient.connect("127.0.0.1", server.port());
                RawClient other = RawClient.connect("127.0.0.1", server.port())) {
            script.resp("AUTH", PASSWORD);
            other.resp("AUTH", PASSWORD);
            script.send("*3\r\n$4\r\nEVAL\r\n$17\r\nwhile true do end\r\n$1\r\n0\r\n");
            await().until(() -> other.resp("PING").toString().contains("BUSY"));

            await().during(Duration.ofSeconds(3))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> all("r", "s" + server.port(), true));

            assertThat(other.resp("SCRIPT", "KILL")).isEqualTo("OK");
        }
    }

    @Test
    void aKilledMemcachedLeavesAndReturnsAtOneEpochEach() {
        RealMemcached server = MEMCACHED.get(1);
        leaveAndReturn("m", "s" + server.port(), server::kill, server::start);
    }

    @Test
    void aKilledRedisLeavesAndReturnsAtOneEpochEach() {
        RealRedis server = REDIS.get(0);
        leaveAndReturn("r", "s" + server.port(), server::kill, server::start);
    }

    @Test
    void aHungMemcachedLeavesAndReturnsAtOneEpochEach() {
        RealMemcached server = MEMCACHED.get(2);
        leaveAndReturn("m", "s" + server.port(), server::pause, server::resume);
    }

    private static void leaveAndReturn(String pool, String name, Runnable fail, Runnable recover) {
        await().atMost(Duration.ofSeconds(10)).until(() -> all(pool, name, true));
        long before = epoch();
        fail.run();
        await().atMost(Duration.ofSeconds(10)).until(() -> all(pool, name, false));
        assertThat(epoch()).isEqualTo(before + 1);
        recover.run();
        await().atMost(Duration.ofSeconds(30)).until(() -> all(pool, name, true));
        assertThat(epoch()).isEqualTo(before + 2);
        Decision last = NODES.get(1).status().decisions().get(0);
        assertThat(last.changes().get(0).action()).isEqualTo("return");
        assertThat(last.changes().get(0).votes()).isNotEmpty();
    }

    @Test
    void anyNodePassesCommandsToTheCoordinatorAndRefusesWrongOnes() throws Exception {
        String name = "s" + MEMCACHED.get(3).port();
        TestNode node = NODES.get(2);
        long before = epoch();

        JsonObject wrong = node.command(request("eject", "m", "nobody"));
        assertThat(wrong.getBoolean("ok")).isFalse();
        assertThat(wrong.getString("error")).isEqualTo("unknown_server");
        JsonObject moved = node.command(request("eject", "m", name).put("if_epoch", before - 1));
        assertThat(moved.getString("error")).isEqualTo("epoch_moved");
        assertThat(epoch()).isEqualTo(before);

        JsonObject done = node.command(request("eject", "m", name).put("if_epoch", before));
        assertThat(done.getBoolean("ok")).as(done.encode()).isTrue();
        await().atMost(Duration.ofSeconds(5)).until(() -> all("m", name, false));
        JsonObject status = node.command(new JsonObject().put("command", "status"));
        assertThat(status.getJsonObject("out").getJsonArray("m")).contains(name);
        assertThat(status.getJsonArray("nodes")).hasSize(3);

        node.command(request("restore", "m", name));
        await().atMost(Duration.ofSeconds(5)).until(() -> all("m", name, true));
        assertThat(epoch()).isEqualTo(before + 2);
    }

    private static JsonObject request(String command, String pool, String server) {
        return new JsonObject().put("command", command).put("pool", pool).put("server", server);
    }
}
