package io.flotilla.proxy;

import io.flotilla.config.FlotillaConfig;
import io.flotilla.config.PoolConfig;
import io.flotilla.proxy.redis.RedisShared;
import io.flotilla.stats.NodeIdentity;
import io.flotilla.stats.SocketFile;
import io.flotilla.stats.StatsRegistry;
import io.flotilla.topology.HealthBoard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What the proxy verticles of one process share. Nothing in it is touched per request. */
public final class ProxyContext {
    private final FlotillaConfig config;
    private final StatsRegistry stats;
    private final HealthBoard health;
    private final FleetSwitch fleetSwitch;
    private final Set<Path> unlinked = new HashSet<>();
    private final Map<String, AtomicInteger> clients = new HashMap<>();
    private final Map<String, RedisShared> redis = new HashMap<>();
    private volatile NodeIdentity identity =
            new NodeIdentity("unnamed", NodeIdentity.hostName(), "unknown", System.currentTimeMillis());

    /**
     * @param config the configuration in force
     * @param stats where the event loops register their counters
     * @param health where failures of servers are reported
     */
    public ProxyContext(FlotillaConfig config, StatsRegistry stats, HealthBoard health) {
        this(config, stats, health, new FleetSwitch(config));
    }

    /** As above, with a switch that exists already: the topology may have to know it before the health board is made. */
    public ProxyContext(FlotillaConfig config, StatsRegistry stats, HealthBoard health, FleetSwitch fleetSwitch) {
        this.config = config;
        this.stats = stats;
        this.health = health;
        this.fleetSwitch = fleetSwitch;
        AtomicLong clientIds = new AtomicLong();
        for (PoolConfig pool : config.pools()) {
            AtomicInteger connected = new AtomicInteger();
            clients.put(pool.name(), connected);
            redis.put(
                    pool.name(),
                    new RedisShared(
                            () -> identity,
                            () -> fleetSwitch.current().epoch(),
                            connected::get,
                            clientIds::incrementAndGet));
        }
    }

    public FlotillaConfig config() {
        return config;
    }

    public StatsRegistry stats() {
        return stats;
    }

    public HealthBoard health() {
        return health;
    }

    /** The data path as the fleet sees it. */
    public FleetSwitch fleetSwitch() {
        return fleetSwitch;
    }

    /** Says who this proxy is; clients that ask are told so. */
    public void identify(NodeIdentity node) {
        identity = node;
    }

    /** What the event loops share of a Redis pool. */
    RedisShared redis(String pool) {
        return redis.get(pool);
    }

    /** Removes what an earlier process left at the path of a unix listener: once, for all event loops that share it. */
    void unlinkOnce(Path socket) throws IOException {
        synchronized (unlinked) {
            if (unlinked.add(socket)) {
                SocketFile.removeOld(socket);
            }
        }
    }

    /** Clients connected to this pool now, over all event loops. */
    AtomicInteger clients(String pool) {
        return clients.get(pool);
    }
}
