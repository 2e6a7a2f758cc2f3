package io.flotilla.node;

import io.flotilla.config.FleetConfig;
import io.flotilla.config.FlotillaConfig;
import io.flotilla.stats.ListenException;
import io.flotilla.stats.Metrics;
import io.flotilla.topology.FleetMember;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * The Vert.x of a node: its transport, its event loops, its metrics. There is one loop more than carry requests, for the
 * topology, the statistics and the admin port.
 */
final class NodeVertx {
    private static final Logger LOG = System.getLogger(NodeVertx.class.getName());

    private final TransportChoice.Chosen transport;
    private final int loops;
    private final Metrics metrics;

    /**
     * @param transport what the event loops run on
     * @param loops how many of them carry requests
     * @param metrics where Vert.x counts
     */
    NodeVertx(TransportChoice.Chosen transport, int loops, Metrics metrics) {
        this.transport = transport;
        this.loops = loops;
        this.metrics = metrics;
        if (!transport.fallback().isEmpty()) {
            LOG.log(Level.WARNING, "{0}; using {1}", transport.fallback(), transport.name());
        }
        LOG.log(Level.INFO, "transport {0}, {1} event loops", transport.name(), loops);
    }

    /** For a node that stands alone; loads nothing of the cluster. */
    Vertx alone() {
        return settings(Vertx.builder()).with(options()).build();
    }

    /** For a member of a fleet, joined. */
    Future<FleetMember> member(FlotillaConfig config, String node) throws StartException {
        FleetConfig fleet = config.fleet().orElseThrow();
        checkClusterPort(fleet);
        LOG.log(Level.INFO, "joining fleet {0} as {1}", fleet.name(), node);
        return FleetMember.join(config, node, options(), this::settings);
    }

    /** All event loops. */
    int allLoops() {
        return loops + 1;
    }

    private VertxOptions options() {
        return new VertxOptions().setEventLoopPoolSize(allLoops()).setMetricsOptions(Metrics.vertxOptions());
    }

    private VertxBuilder settings(VertxBuilder builder) {
        return builder.withTransport(transport.transport()).withMetrics(metrics.vertxFactory());
    }

    /** Hazelcast would say less clearly that it cannot listen. */
    private static void checkClusterPort(FleetConfig fleet) throws StartException {
        try (ServerSocket free = new ServerSocket()) {
            free.setReuseAddress(true);
            free.bind(new InetSocketAddress(fleet.bind(), fleet.clusterPort()));
        } catch (IOException e) {
            String where = fleet.bind() + ":" + fleet.clusterPort();
            throw new StartException(
                    ListenException.of("cluster", where, "--bind or --cluster-port", e)
                            .getMessage(),
                    e);
        }
    }
}
