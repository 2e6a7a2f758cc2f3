package io.flotilla.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.testing.FlotillaFleet;
import io.flotilla.testing.FlotillaProcess;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.Network;
import io.flotilla.testing.NetworkHost;
import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealMemcached;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Three nodes and three memcached servers on hosts of their own, whose network is cut here and there. While it is, clients
 * write and read through all nodes, and no read may be stale. Nodes that are cut off from the majority refuse to serve.
 */
class PartitionIT {
    private static final String POOL = "cache";
    private static final List<RealMemcached> SERVERS = new ArrayList<>();
    private static Network network;
    private static FlotillaFleet fleet;
    private static FleetView all;
    private static int port;
    private UnderLoad load;

    @BeforeAll
    static void start() {
        if (!Network.isPermitted()) {
            return;
        }
        network = Network.of("proxy1", "proxy2", "proxy3", "server1", "server2", "server3");
        for (NetworkHost host : network.hosts("server1", "server2", "server3")) {
            SERVERS.add(RealMemcached.startedOn(host));
        }
        port = FreePorts.next();
        List<NetworkHost> proxies = network.hosts("proxy1", "proxy2", "proxy3");
        fleet = FlotillaFleet.startedOn(proxies, Pools.fleet("when_isolated: refuse", POOL, port, SERVERS));
        all = new FleetView(fleet.nodes());
    }

    @AfterAll
    static void stop() {
        if (fleet != null) {
            fleet.close();
        }
        SERVERS.forEach(RealMemcached::close);
        if (network != null) {
            network.close();
        }
    }

    @BeforeEach
    void needsAWholeFleet() {
        Network.requirePermission();
        load = new UnderLoad(fleet, POOL, port, SERVERS);
    }

    @AfterEach
    void heal() {
        if (load != null) {
            network.heal();
            load.close();
        }
    }

    private List<?> outOf(FlotillaProcess node) {
        return load.out(node);
    }

    /** Heals, waits until the fleet is whole again without a restart, and looks at what was seen meanwhile. */
    private void healAndJudge() {
        List<Long> pids = pids();
        long before = all.epoch();
        network.heal();
        load.judge();
        assertThat(all.epoch()).isGreaterThanOrEqualTo(before);
        assertThat(pids()).isEqualTo(pids);
    }

    private static List<Long> pids() {
        return fleet.nodes().stream().map(node -> node.process().pid()).toList();
    }

    @Test
    void aMinorityRefusesAndChangesNothingWhileTheMajorityGoesOn() {
        long before = all.epoch();
        network.split(List.of("proxy1", "proxy2"), List.of("proxy3"));
        SERVERS.get(1).kill();
        FleetView majority = all.of(1, 2);
        FleetView minority = all.of(3);
        majority.until("the killed server out", node -> outOf(node).contains("server-2"));
        assertThat(majority.epochs()).hasSize(1).allMatch(epoch -> epoch > before);
        minority.until("isolated", node -> TopologyJson.of(node).isIsolated() && !node.isReady());
        assertThat(minority.epochs()).containsExactly(before);
        assertThat(outOf(fleet.node(3))).isEmpty();
        assertThat(answerOf(fleet.node(3))).startsWith("SERVER_ERROR");
        assertThat(answerOf(fleet.node(1))).isEqualTo("END");

        SERVERS.get(1).start();
        majority.until("the server back in", node -> outOf(node).isEmpty());
        assertThat(minority.epochs()).containsExactly(before);
        healAndJudge();
    }

    @Test
    void aCoordinatorInTheMinorityIsReplacedAndReturnsToTheFleet() {
        String first = TopologyJson.of(fleet.node(1)).coordinator();
        int lonely = Integer.parseInt(first.substring("node-".length()));
        int[] others = java.util.stream.IntStream.rangeClosed(1, 3)
                .filter(n -> n != lonely)
                .toArray();
        network.split(List.of("proxy" + lonely), List.of("proxy" + others[0], "proxy" + others[1]));
        FleetView majority = all.of(others);
        majority.until(
                "another coordinator",
                node -> !TopologyJson.of(node).coordinator().equals(first));
        all.of(lonely).until("isolated", node -> TopologyJson.of(node).isIsolated());
        SERVERS.get(0).kill();
        majority.until("the killed server out", node -> outOf(node).contains("server-1"));
        assertThat(outOf(fleet.node(lonely))).isEmpty();
        SERVERS.get(0).start();
        healAndJudge();
    }

    @Test
    void aServerOnTheMinoritysSideIsLeftByTheMajority() {
        network.split(List.of("proxy1", "proxy2", "server1", "server2"), List.of("proxy3", "server3"));
        all.of(1, 2).until("the server out", node -> outOf(node).contains("server-3"));
        all.of(3).until("isolated", node -> TopologyJson.of(node).isIsolated());
        assertThat(answerOf(fleet.node(3))).startsWith("SERVER_ERROR");
        healAndJudge();
    }

    @Test
    void aProxyThatAloneCannotReachAServerIsNotBelieved() {
        long before = all.epoch();
        network.cut("proxy2", "server1");
        all.of(2).until("unready", node -> !node.isReady());
        assertThat(TopologyJson.of(fleet.node(2)).body().getString("unready")).contains("server-1");
        // The fleet sees no reason to change anything, however often it is asked.
        assertThat(all.epochs()).containsExactly(before);
        assertThat(all.nodes()).allMatch(node -> outOf(node).isEmpty());
        assertThat(fleet.node(1).isReady()).isTrue();
        assertThat(fleet.node(3).isReady()).isTrue();
        healAndJudge();
        assertThat(all.epochs()).containsExactly(before);
    }

    @Test
    void aNodeThatIsHeardButHearsNothingDoesNotStopTheOthers() {
        oneWay("proxy1", "proxy3");
    }

    @Test
    void aNodeThatHearsButIsNotHeardDoesNotStopTheOthers() {
        oneWay("proxy3", "proxy1");
    }

    /** What the one sends to the other is lost; the third hears and is heard by both. */
    private void oneWay(String from, String to) {
        network.drop(from, to);
        SERVERS.get(2).kill();
        FleetView bystander = all.of(2);
        bystander.until("the killed server out", node -> outOf(node).contains("server-3"));
        SERVERS.get(2).start();
        healAndJudge();
    }

    /** The first line that a node answers to a read of a key that nobody wrote. */
    private static String answerOf(FlotillaProcess node) {
        try (RawClient client = RawClient.connect(node.bind(), port)) {
            return client.within(Duration.ofSeconds(20)).send("get nothing\r\n").readLine();
        }
    }
}
