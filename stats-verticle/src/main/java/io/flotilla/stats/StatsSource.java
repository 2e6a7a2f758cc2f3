package io.flotilla.stats;

import io.flotilla.config.FlotillaConfig;
import io.flotilla.config.PoolConfig;
import io.flotilla.config.ServerConfig;
import io.flotilla.topology.Topology;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Adds up what the event loops counted and what the topology knows. Safe from any thread. */
public final class StatsSource {
    private final NodeIdentity node;
    private final FlotillaConfig config;
    private final StatsRegistry registry;
    private final EjectionLog ejections;
    private final Readiness readiness;
    private final Clock clock;

    public StatsSource(
            NodeIdentity node,
            FlotillaConfig config,
            StatsRegistry registry,
            EjectionLog ejections,
            Readiness readiness,
            Clock clock) {
        this.node = node;
        this.config = config;
        this.registry = registry;
        this.ejections = ejections;
        this.readiness = readiness;
        this.clock = clock;
    }

    /** Who counts. */
    public NodeIdentity node() {
        return node;
    }

    /** The figures of this moment. */
    public StatsSnapshot snapshot() {
        Topology topology = ejections.topology();
        List<StatsSnapshot.Pool> pools = new ArrayList<>();
        for (PoolConfig pool : config.pools()) {
            pools.add(snapshot(pool, topology));
        }
        return new StatsSnapshot(node, clock.millis(), topology.epoch(), unready(), List.copyOf(pools));
    }

    /** Why the node should get no new clients; empty when it is ready. */
    public List<String> unready() {
        return readiness.reasons();
    }

    private StatsSnapshot.Pool snapshot(PoolConfig pool, Topology topology) {
        PoolCounters counters = registry.sum(pool.name(), pool.servers().size());
        List<StatsSnapshot.Server> servers = new ArrayList<>();
        for (int i = 0; i < pool.servers().size(); i++) {
            ServerConfig server = pool.servers().get(i);
            servers.add(new StatsSnapshot.Server(
                    server,
                    counters.servers[i],
                    topology.isIn(pool.name(), server.name()),
                    ejections.ejectedAtMicros(pool.name(), server.name())));
        }
        return new StatsSnapshot.Pool(pool, counters, ejections.ejects(pool.name()), List.copyOf(servers));
    }
}
