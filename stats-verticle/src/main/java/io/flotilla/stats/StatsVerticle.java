package io.flotilla.stats;

import io.flotilla.topology.FleetView;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Opens the stats port, the admin port and the event-bus address {@value #ADDRESS}. One instance per node. */
public final class StatsVerticle extends VerticleBase {
    /** Whoever asks here is sent the statistics of the node that answers, as {@code GET /api/v1/stats} shows them. */
    public static final String ADDRESS = "flotilla.stats";

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
        metrics.publish(source);
        stats = new StatsPort(vertx, source);
        admin = new AdminServer(vertx, source, metrics, fleet);
        Future<Void> bus = vertx.eventBus()
                .consumer(ADDRESS, message -> message.reply(StatsBody.of(source.snapshot())))
                .completion();
        return stats.listen(options.statsAddress(), options.statsPort())
                .compose(open -> admin.listen(options.adminAddress(), options.adminPort()))
                .compose(open -> bus);
    }

    @Override
    public Future<?> stop() {
        return Future.join(stats.close(), admin.close()).mapEmpty();
    }
}
