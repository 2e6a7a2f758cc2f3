package io.flotilla.topology;

import io.flotilla.config.FlotillaConfig;
import io.flotilla.config.PoolConfig;
import io.flotilla.config.ServerConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The health of every server of a configuration, as live traffic sees it. Made before the data path, read by the topology. */
public final class PoolHealth implements HealthBoard {
    private final Map<ServerId, ServerHealth> servers = new HashMap<>();
    private volatile Listener listener = (server, cause) -> {};

    /** Called on the event loop that saw it. */
    @FunctionalInterface
    interface Listener {
        /** Live traffic has failed as often in a row as the pool allows. */
        void limitReached(ServerId server, FailureCause cause);

        /** Live traffic has failed once. */
        default void doubted(ServerId server) {}
    }

    public PoolHealth(FlotillaConfig config) {
        for (PoolConfig pool : config.pools()) {
            for (ServerConfig server : pool.servers()) {
                ServerId id = new ServerId(pool.name(), server.name());
                servers.put(id, new ServerHealth(pool.ejection().failureLimit(), suspicion(id)));
            }
        }
    }

    private ServerHealth.Suspicion suspicion(ServerId id) {
        return new ServerHealth.Suspicion() {
            @Override
            public void suspect(FailureCause cause) {
                listener.limitReached(id, cause);
            }

            @Override
            public void doubt() {
                listener.doubted(id);
            }
        };
    }

    /** {@inheritDoc} Throws IllegalArgumentException when the configuration names no such server. */
    @Override
    public ServerHealth of(String pool, String server) {
        ServerHealth health = servers.get(new ServerId(pool, server));
        if (health == null) {
            throw new IllegalArgumentException("pool " + pool + " has no server " + server);
        }
        return health;
    }

    void probed(ServerId server, boolean reached) {
        ServerHealth health = servers.get(server);
        if (health != null) {
            health.probed(reached);
        }
    }

    /** These servers, and no others, are leaving because the fleet has found that they fail. */
    void condemned(List<ServerId> leaving) {
        servers.forEach((server, health) -> health.condemned(leaving.contains(server)));
    }

    void listen(Listener newListener) {
        listener = newListener;
    }
}
