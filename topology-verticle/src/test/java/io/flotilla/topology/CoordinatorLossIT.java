package io.flotilla.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flotilla.config.FlotillaConfig;
import io.flotilla.testing.ChildProcess;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.RealMemcached;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The oldest of three members is a process of its own, and is killed or stopped. */
class CoordinatorLossIT {
    private final List<RealMemcached> servers = new ArrayList<>();
    private final List<TestNode> nodes = new ArrayList<>();
    private final int clusterPort = FreePorts.next();
    private ChildProcess coordinator;

    @BeforeEach
    void start() throws Exception {
        for (int i = 0; i < 3; i++) {
            servers.add(RealMemcached.started());
        }
        coordinator = ChildProcess.start("coordinator", command());
        coordinator.awaitReady(Duration.ofSeconds(30), () -> coordinator.log().contains("started"));
        for (int i = 2; i <= 3; i++) {
            String address = "127.0.0." + i;
            nodes.add(TestNode.started(config(address), address));
        }
        // Nodes greet each other every 2 s; before they have, the first message to a node waits for a look-up in the
        // cluster.
        await().pollDelay(Duration.ofMillis(2500))
                .atMost(Duration.ofSeconds(10))
                .until(() -> nodes.stream()
                        .allMatch(n -> n.status().ready() && n.status().nodes().size() == 3));
        assertThat(nodes.get(0).status().coordinator()).contains("127.0.0.1");
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                TestNode.class.getName(),
                "127.0.0.1",
                Integer.toString(clusterPort)));
        servers.forEach(s -> command.add(Integer.toString(s.port())));
        return command;
    }

    private FlotillaConfig config(String address) {
        List<Integer> ports = servers.stream().map(s -> s.port()).toList();
        return TestNode.config(address, clusterPort, ports, List.of(), "");
    }

    @AfterEach
    void stop() throws Exception {
        for (TestNode node : nodes) {
            node.close();
        }
        coordinator.close();
        servers.forEach(RealMemcached::close);
    }

    @Test
    void decisionsGoOnWithinFourSecondsAfterTheCoordinatorIsKilled() {
        coordinator.kill();
        assertThatDecisionsGoOn(Duration.ofSeconds(4));
    }

    @Test
    void decisionsGoOnWhileTheCoordinatorIsStoppedAndItCatchesUpAfterwards() {
        coordinator.signal("STOP");
        assertThatDecisionsGoOn(Duration.ofSeconds(8));
        coordinator.signal("CONT");
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            List<NodeStatus> seen = nodes.get(0).status().nodes();
            assertThat(seen).extracting(NodeStatus::name).contains("127.0.0.1");
            assertThat(seen)
                    .extracting(NodeStatus::epoch)
                    .containsOnly(nodes.get(0).status().epoch());
            assertThat(seen).allMatch(n -> n.leaseMillis() > 0);
        });
    }

    private void assertThatDecisionsGoOn(Duration limit) {
        RealMemcached server = servers.get(1);
        long before = nodes.get(0).dataPlane.topology().epoch();
        server.kill();
        await().atMost(limit).until(() -> nodes.stream()
                .noneMatch(n -> n.dataPlane.topology().isIn("m", "s" + server.port())));
        assertThat(nodes)
                .allSatisfy(n -> assertThat(n.dataPlane.topology().epoch()).isEqualTo(before + 1));
        assertThat(nodes)
                .allSatisfy(n ->
                        assertThat(n.status().ready()).as(n.status().toString()).isTrue());
    }
}
