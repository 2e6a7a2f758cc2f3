package io.flotilla.stats;

import io.flotilla.topology.FleetView;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Map;
import java.util.TreeMap;

/** Opens the stats port, the admin port and the event-bus address {@value #ADDRESS}. One instance per node. */
public final class StatsVerticle extends VerticleBase {
    /** Whoever asks here is sent the statistics of the node that answers, as {@code GET /api/v1/stats} shows them. */
    public static final String ADDRESS = "flotilla.stats";

    private static final System.Logger LOG = System.getLogger(StatsVerticle.class.getName());

    private final StatsOptions options;
    private final StatsSource source;
    private final Metrics metrics;
    private final FleetView fleet;
    private StatsPort stats;
    private AdminServer admin;

    public StatsVerticle(StatsOptions options, StatsSource source, Metrics metrics, FleetView fleet) {
        this.options = options;
        this.source = source;
        this.metrics = metrics;
        this.fleet = fleet;
    }

    @Override
    public Future<?> start() {
        AdminGuard guard = new AdminGuard(options.adminAddress(), options.adminToken());
        if (guard.isClosed()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the admin port is on {0}, which is not loopback, and has no token: it shows, but changes nothing"
                            + " (--admin-token-file)",
                    options.adminAddress());
        }
        metrics.publish(source, () -> refused(guard));
        stats = new StatsPort(vertx, source);
        admin = new AdminServer(vertx, source, metrics, fleet, guard);
        Future<Void> bus = vertx.eventBus()
                .consumer(ADDRESS, message -> message.reply(StatsBody.of(source.snapshot())))
                .completion();
        return stats.listen(options.statsAddress(), options.statsPort())
                .compose(open -> admin.listen(options.adminAddress(), options.adminPort()))
                .compose(open -> bus);
    }

    private Map<String, Long> refused(AdminGuard guard) {
        Map<String, Long> all = new TreeMap<>(fleet.refused());
        all.put("admin", guard.refused());
        return all;
    }

    @Override
    public Future<?> stop() {
        return Future.join(stats.close(), admin.close()).mapEmpty();
    }
}
