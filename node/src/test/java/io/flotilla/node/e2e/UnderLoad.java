package io.flotilla.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.testing.FlotillaFleet;
import io.flotilla.testing.FlotillaProcess;
import io.flotilla.testing.RealServer;
import io.flotilla.testing.oracle.CacheClient;
import io.flotilla.testing.oracle.Clients;
import io.flotilla.testing.oracle.Workload;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * A fleet with a memcached pool while something is done to it: clients write and read through every node and notice stale
 * reads, and every node's epochs are watched. Begins when the fleet is whole.
 */
final class UnderLoad implements AutoCloseable {
    private static final Workload WORKLOAD = new Workload(200, 3, 9, 3000);

    private final FleetView all;
    private final String pool;
    private final List<? extends RealServer> servers;
    private final Clients clients;
    private final EpochWatch watch;

    UnderLoad(FlotillaFleet fleet, String pool, int port, List<? extends RealServer> servers) {
        this.all = new FleetView(fleet.nodes());
        this.pool = pool;
        this.servers = servers;
        untilWhole();
        List<InetSocketAddress> addresses = fleet.nodes().stream()
                .map(node -> new InetSocketAddress(node.bind(), port))
                .toList();
        clients = new Clients(addresses, CacheClient::memcached, WORKLOAD, 1);
        watch = new EpochWatch(fleet.nodes());
        clients.start();
        untilServed();
    }

    /** Waits until the fleet is one, with all servers in. */
    void untilWhole() {
        all.untilOne();
        all.until("all servers in", node -> out(node).isEmpty());
    }

    private void untilServed() {
        long reads = clients.counts().reads();
        all.until("clients served", node -> clients.counts().reads() > reads + 300);
    }

    /** The names of the servers that are out, as this node says. */
    List<?> out(FlotillaProcess node) {
        return TopologyJson.of(node).out(pool);
    }

    /** Waits until the fleet is whole and serves, and fails if anything was seen that must not be. */
    void judge() {
        untilWhole();
        untilServed();
        clients.close();
        assertThat(watch.faults()).isEmpty();
        assertThat(clients.counts().staleReads()).isEmpty();
        assertThat(clients.counts().writes()).isGreaterThan(100);
    }

    /** Ends the load, and starts servers that were killed. */
    @Override
    public void close() {
        servers.stream().filter(server -> !server.isAlive()).forEach(RealServer::start);
        clients.close();
        watch.close();
    }
}
