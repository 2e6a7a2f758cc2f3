package io.flotilla.topology;

import io.flotilla.config.EjectionConfig;
import io.flotilla.config.FlotillaConfig;
import io.flotilla.config.PoolConfig;
import io.flotilla.config.ServerConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The configured pools, by server. */
final class Pools {
    private final FlotillaConfig config;
    private final Map<ServerId, PoolConfig> pools = new HashMap<>();
    private final Map<ServerId, ServerConfig> servers = new HashMap<>();

    Pools(FlotillaConfig config) {
        this.config = config;
        for (PoolConfig pool : config.pools()) {
            for (ServerConfig server : pool.servers()) {
                ServerId id = new ServerId(pool.name(), server.name());
                pools.put(id, pool);
                servers.put(id, server);
            }
        }
    }

    /** Null when the configuration names no such server. */
    PoolConfig poolOf(ServerId server) {
        return pools.get(server);
    }

    ServerConfig server(ServerId server) {
        return servers.get(server);
    }

    EjectionConfig ejectionOf(ServerId server) {
        return pools.get(server).ejection();
    }

    FlotillaConfig config() {
        return config;
    }

    /** The servers of pools that eject by themselves, in the order of the configuration. */
    List<ServerId> watched() {
        List<ServerId> watched = new ArrayList<>();
        for (PoolConfig pool : config.pools()) {
            if (pool.ejection().auto()) {
                pool.servers().forEach(s -> watched.add(new ServerId(pool.name(), s.name())));
            }
        }
        return watched;
    }

    /** Whether one more server of its pool may leave. */
    boolean mayEject(AgreedState state, ServerId server) {
        PoolConfig pool = poolOf(server);
        long out = state.outOfPool(pool.name()) + 1;
        int all = pool.servers().size();
        return out < all && out * 100 <= (long) all * pool.ejection().maxEjectedPercent();
    }

    /** Whether another server of its pool would still be in. */
    boolean isLast(AgreedState state, ServerId server) {
        PoolConfig pool = poolOf(server);
        return state.outOfPool(pool.name()) + 1 >= pool.servers().size();
    }
}
