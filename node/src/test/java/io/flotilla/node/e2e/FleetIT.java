package io.flotilla.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flotilla.testing.FlotillaFleet;
import io.flotilla.testing.FlotillaProcess;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.RealRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three nodes as processes of their own, three Redis servers, one client per node. */
class FleetIT {
    private final List<RealRedis> servers = new ArrayList<>();
    private final List<Load> loads = new ArrayList<>();
    private FlotillaFleet fleet;
    private int port;

    @BeforeEach
    void start() {
        for (int s = 0; s < 3; s++) {
            servers.add(RealRedis.started());
        }
        port = FreePorts.next();
        fleet = FlotillaFleet.started(3, Pools.pool("shards", port, true, servers, Pools.EJECTING));
        await().atMost(Duration.ofSeconds(20)).until(() -> fleet.nodes().stream()
                .allMatch(node -> TopologyJson.of(node).members().size() == 3));
        for (FlotillaProcess node : fleet.nodes()) {
            loads.add(new Load(node.bind() + ":", node.bind(), port));
        }
        await().until(() -> loads.stream().allMatch(load -> load.requests() > 100));
        assertThat(loads).allSatisfy(load -> assertThat(load.errors()).isEmpty());
    }

    @AfterEach
    void stop() {
        loads.forEach(Load::close);
        if (fleet != null) {
            fleet.close();
        }
        servers.forEach(RealRedis::close);
    }

    @Test
    void allNodesEjectAKilledServerAtOneEpochWithinASecondAndRestoreItAtOne() {
        long before = TopologyJson.of(fleet.node(1)).epoch();
        servers.get(1).kill();
        Map<FlotillaProcess, Seen> ejected = follow(topology -> topology.isOut("shards", "server-2"));
        long firstError = loads.stream()
                .mapToLong(Load::firstErrorNanos)
                .filter(time -> time != 0)
                .min()
                .orElseThrow();
        assertThat(epochs(ejected)).hasSize(1).allMatch(epoch -> epoch > before);
        assertThat(ejected.values()).allSatisfy(seen -> assertThat((seen.nanos - firstError) / 1_000_000)
                .as("milliseconds from the first failure to the new epoch")
                .isLessThan(1_000));

        int failures = errors();
        servers.get(1).restart();
        Map<FlotillaProcess, Seen> restored = follow(topology -> !topology.isOut("shards", "server-2"));
        assertThat(epochs(restored))
                .hasSize(1)
                .allMatch(epoch -> epoch > epochs(ejected).get(0));
        long requests = loads.get(0).requests();
        await().until(() -> loads.get(0).requests() > requests + 200);
        assertThat(errors()).as("errors after the ejection").isEqualTo(failures);
        assertThat(servers.get(1).call("DBSIZE")).isNotEqualTo(0L);
    }

    @Test
    void clientsOfTheOthersSeeNoErrorWhenTheCoordinatorIsKilledAndDecisionsGoOn() {
        FlotillaProcess coordinator = fleet.node(1);
        assertThat(TopologyJson.of(coordinator).coordinator()).isEqualTo("node-1");
        coordinator.kill();
        long killed = System.nanoTime();
        servers.get(2).kill();

        Map<FlotillaProcess, Seen> decided = follow(topology -> topology.isOut("shards", "server-3"));
        assertThat(decided).hasSize(2);
        assertThat(epochs(decided)).hasSize(1);
        assertThat(decided.values()).allSatisfy(seen -> assertThat((seen.nanos - killed) / 1_000_000)
                .isLessThan(5_000));
        assertThat(TopologyJson.of(fleet.node(2)).coordinator())
                .isEqualTo(TopologyJson.of(fleet.node(3)).coordinator())
                .isNotEqualTo("node-1");
    }

    @Test
    void aKilledCoordinatorCostsTheClientsOfTheOthersNothing() {
        fleet.node(1).kill();
        await().atMost(Duration.ofSeconds(20)).until(() -> fleet.alive().stream()
                .allMatch(node -> TopologyJson.of(node).members().size() == 2));
        long requests = loads.get(1).requests();
        await().until(() -> loads.get(1).requests() > requests + 500);
        assertThat(loads.get(1).errors()).isEmpty();
        assertThat(loads.get(2).errors()).isEmpty();
    }

    @Test
    void aNodeThatStartsKnowsAtOnceWhichServersAreOutAndEpochsGrowAcrossARestartOfTheFleet() {
        servers.get(0).kill();
        Map<FlotillaProcess, Seen> ejected = follow(topology -> topology.isOut("shards", "server-1"));
        long epoch = epochs(ejected).get(0);

        fleet.node(3).restart();
        TopologyJson joined = TopologyJson.of(fleet.node(3));
        assertThat(joined.isOut("shards", "server-1")).isTrue();
        assertThat(joined.epoch()).isGreaterThanOrEqualTo(epoch);

        long highest = fleet.nodes().stream()
                .mapToLong(node -> TopologyJson.of(node).epoch())
                .max()
                .orElseThrow();
        fleet.nodes().forEach(FlotillaProcess::kill);
        fleet.node(2).restart();
        servers.get(0).restart();
        servers.get(1).kill();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> TopologyJson.of(fleet.node(2)).isOut("shards", "server-2"));
        assertThat(TopologyJson.of(fleet.node(2)).epoch()).isGreaterThan(highest);
    }

    private int errors() {
        return loads.stream().mapToInt(load -> load.errors().size()).sum();
    }

    private record Seen(long nanos, TopologyJson topology) {}

    /** Watches all living nodes until each has fulfilled the condition; when it first did, and what it said. */
    private Map<FlotillaProcess, Seen> follow(Predicate<TopologyJson> condition) {
        Map<FlotillaProcess, Seen> seen = new HashMap<>();
        List<FlotillaProcess> alive = fleet.alive();
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    for (FlotillaProcess node : alive) {
                        if (!seen.containsKey(node)) {
                            TopologyJson topology = TopologyJson.of(node);
                            if (condition.test(topology)) {
                                seen.put(node, new Seen(System.nanoTime(), topology));
                            }
                        }
                    }
                    return seen.size() == alive.size();
                });
        return seen;
    }

    private static List<Long> epochs(Map<FlotillaProcess, Seen> seen) {
        return seen.values().stream()
                .map(each -> each.topology.epoch())
                .distinct()
                .toList();
    }
}
