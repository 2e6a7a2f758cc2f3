package io.flotilla.stats;

import io.flotilla.config.PoolConfig;
import io.flotilla.config.ServerConfig;
import java.util.List;

/**
 * Everything counted, at one moment.
 *
 * @param node who counted
 * @param timestampMillis when, milliseconds since 1970
 * @param epoch the epoch of the topology in force
 * @param unready why the node should get no new clients; empty when it is ready
 * @param pools the pools in the configuration's order
 */
public record StatsSnapshot(
        NodeIdentity node, long timestampMillis, long epoch, List<String> unready, List<Pool> pools) {

    /**
     * One pool.
     *
     * @param config the pool
     * @param counters what all event loops counted
     * @param ejects ejections of its servers
     * @param servers its servers in the configuration's order
     */
    public record Pool(PoolConfig config, PoolCounters counters, long ejects, List<Server> servers) {}

    /**
     * One server.
     *
     * @param config the server
     * @param counters what all event loops counted
     * @param in whether it takes requests
     * @param ejectedAtMicros its last ejection, microseconds since 1970, 0 if never
     */
    public record Server(ServerConfig config, ServerCounters counters, boolean in, long ejectedAtMicros) {}

    /** Whole seconds since the process started. */
    public long uptimeSeconds() {
        return Math.max(0, timestampMillis - node.startedMillis()) / 1000;
    }

    /** Connections opened so far: clients, servers, and one listener for each pool, as nutcracker counts. */
    public long totalConnections() {
        return pools.size()
                + pools.stream().mapToLong(p -> p.counters().opened()).sum();
    }

    /** Connections open now, counted alike. */
    public long currConnections() {
        long open = pools.size();
        for (Pool pool : pools) {
            open += pool.counters().clientConnections;
            for (Server server : pool.servers()) {
                open += server.counters().serverConnections;
            }
        }
        return open;
    }
}
