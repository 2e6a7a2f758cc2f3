package io.flotilla.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.testing.FlotillaFleet;
import io.flotilla.testing.FlotillaProcess;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.Network;
import io.flotilla.testing.NetworkHost;
import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Five nodes and three Redis servers on hosts of their own. Nodes that are cut off from the majority go on serving. */
class LargeFleetIT {
    private static final String POOL = "shards";
    private final List<RealRedis> servers = new ArrayList<>();
    private Network network;
    private FlotillaFleet fleet;
    private FleetView all;
    private int port;

    @BeforeEach
    void start() {
        Network.requirePermission();
        network = Network.of("proxy1", "proxy2", "proxy3", "proxy4", "proxy5", "server1", "server2", "server3");
        for (NetworkHost host : network.hosts("server1", "server2", "server3")) {
            servers.add(RealRedis.startedOn(host));
        }
        port = FreePorts.next();
        fleet = FlotillaFleet.startedOn(
                network.hosts("proxy1", "proxy2", "proxy3", "proxy4", "proxy5"),
                Pools.pool(POOL, port, true, servers, Pools.EJECTING.replace("3000", "1000")));
        all = new FleetView(fleet.nodes());
        all.untilOne();
    }

    @AfterEach
    void stop() {
        if (fleet != null) {
            fleet.close();
        }
        servers.forEach(RealRedis::close);
        if (network != null) {
            network.close();
        }
    }

    @Test
    void twoClustersThatASplitMadeBecomeOneAndARestartOfAllGoesOnUpwards() {
        assertThat(TopologyJson.of(fleet.node(1)).coordinator()).isEqualTo("node-1");
        for (FlotillaProcess node : fleet.nodes()) {
            assertThat(call(node, "SET", "of-" + node.bind(), "value")).isEqualTo("OK");
        }
        long before = all.epoch();
        try (EpochWatch watch = new EpochWatch(fleet.nodes())) {
            split(before);
            heal();
            assertThat(watch.faults()).isEmpty();
        }
        restart();
    }

    private void split(long before) {
        network.split(List.of("proxy1", "proxy2"), List.of("proxy3", "proxy4", "proxy5"));
        FleetView majority = all.of(3, 4, 5);
        FleetView minority = all.of(1, 2);
        // Each side forms a cluster of its own.
        majority.until(
                "a cluster of three", node -> TopologyJson.of(node).members().size() == 3);
        minority.until("isolated", node -> TopologyJson.of(node).isIsolated() && !node.isReady());
        servers.get(1).kill();
        majority.until("the killed server out", node -> TopologyJson.of(node).isOut(POOL, "server-2"));
        assertThat(majority.epochs()).hasSize(1).allMatch(epoch -> epoch > before);
        assertThat(minority.epochs()).containsExactly(before);
        for (FlotillaProcess node : minority.nodes()) {
            assertThat(TopologyJson.of(node).isOut(POOL, "server-2")).isFalse();
            assertThat(served(node))
                    .as("values that a node of the minority serves")
                    .isPositive();
        }
    }

    /** How many of the keys that were written in the beginning this node can read. */
    private long served(FlotillaProcess node) {
        return fleet.nodes().stream()
                .filter(writer -> "value".equals(call(node, "GET", "of-" + writer.bind())))
                .count();
    }

    private void heal() {
        List<Long> pids =
                fleet.nodes().stream().map(node -> node.process().pid()).toList();
        long before = all.epoch();
        network.heal();
        all.untilOne();
        assertThat(all.epoch()).isGreaterThanOrEqualTo(before);
        assertThat(all.nodes()).allMatch(node -> TopologyJson.of(node).isOut(POOL, "server-2"));
        servers.get(1).start();
        all.until("all servers in", node -> TopologyJson.of(node).out(POOL).isEmpty());
        all.untilOne();
        assertThat(fleet.nodes().stream().map(node -> node.process().pid()).toList())
                .isEqualTo(pids);
    }

    private void restart() {
        long highest = all.epoch();
        fleet.nodes().forEach(FlotillaProcess::kill);
        servers.get(2).kill();
        List<CompletableFuture<Void>> starting = fleet.nodes().stream()
                .map(node -> CompletableFuture.runAsync(node::restart))
                .toList();
        starting.forEach(CompletableFuture::join);
        all.untilOne();
        assertThat(all.epoch()).isGreaterThan(highest);
        assertThat(all.nodes())
                .as("the server that is down was probed before anybody served")
                .allMatch(node -> TopologyJson.of(node).isOut(POOL, "server-3"));
    }

    private Object call(FlotillaProcess node, String... command) {
        try (RawClient client = RawClient.connect(node.bind(), port)) {
            return client.within(Duration.ofSeconds(20)).resp(command);
        }
    }
}
