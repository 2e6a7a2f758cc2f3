package io.flotilla.stats;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The {@code flotilla_*} series of one scrape, all from one {@link StatsSnapshot}. */
final class FlotillaCollector implements MultiCollector {
    private static final int FIRST_BUCKET_POWER = 5;
    private static final int LAST_BUCKET_POWER = 25;

    private static final List<StatsField<StatsSnapshot.Pool>> POOL_EXTRAS = List.of(
            field("connections", "connections opened, from clients and to servers", p -> p.counters()
                    .opened()),
            field("clients_cut", "clients cut because they did not read", p -> p.counters().clientsCut),
            field("clients_refused", "clients refused by client_connections", p -> p.counters().clientsRefused),
            field("auth_failed", "wrong names and passwords that clients gave", p -> p.counters().authFailed),
            field("local_replies", "requests answered by the proxy itself", p -> p.counters().localReplies),
            field("held", "requests held by a switch of the topology", p -> p.counters().held),
            new StatsField<>(
                    "subscribers",
                    "clients that are subscribed to something, or monitor",
                    StatsField.Kind.GAUGE,
                    p -> p.counters().subscribers),
            field("pushes", "messages of subscriptions sent to clients", p -> p.counters().pushes));

    private final StatsSource source;
    private final Supplier<Map<String, Long>> refused;

    FlotillaCollector(StatsSource source, Supplier<Map<String, Long>> refused) {
        this.source = source;
        this.refused = refused;
    }

    @Override
    public MetricSnapshots collect() {
        StatsSnapshot stats = source.snapshot();
        List<MetricSnapshot> all = new ArrayList<>();
        all.add(build(stats.node()));
        all.add(single("flotilla_uptime_seconds", "seconds since the process started", stats.uptimeSeconds()));
        all.add(single("flotilla_topology_epoch", "the epoch of the topology in force", stats.epoch()));
        all.add(single(
                "flotilla_ready",
                "1 when the node takes clients",
                stats.unready().isEmpty() ? 1 : 0));
        all.add(refusals());
        StatsField.POOL.forEach(field -> all.add(pools(field, stats)));
        POOL_EXTRAS.forEach(field -> all.add(pools(field, stats)));
        all.add(serversIn(stats));
        StatsField.SERVER.forEach(field -> all.add(servers(field, stats)));
        all.add(latencies(stats));
        return new MetricSnapshots(all);
    }

    private static MetricSnapshot build(NodeIdentity node) {
        return InfoSnapshot.builder()
                .name("flotilla_build")
                .help("the program's version and the node's name")
                .dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder()
                        .labels(Labels.of("version", node.version(), "node", node.name()))
                        .build())
                .build();
    }

    private MetricSnapshot refusals() {
        Series series = new Series(
                "flotilla_refused", "what was not believed, or not let in without a token", StatsField.Kind.COUNTER);
        refused.get().forEach((what, count) -> series.add(count, Labels.of("what", what)));
        return series.build();
    }

    private static MetricSnapshot pools(StatsField<StatsSnapshot.Pool> field, StatsSnapshot stats) {
        Series series = new Series("flotilla_pool_" + field.name(), field.description(), field.kind());
        for (StatsSnapshot.Pool pool : stats.pools()) {
            series.add(
                    field.value().applyAsLong(pool),
                    Labels.of("pool", pool.config().name()));
        }
        return series.build();
    }

    private static MetricSnapshot servers(StatsField<StatsSnapshot.Server> field, StatsSnapshot stats) {
        String noun = field.name().startsWith("server_") ? field.name().substring("server_".length()) : field.name();
        Series series = new Series("flotilla_server_" + noun, field.description(), field.kind());
        for (StatsSnapshot.Pool pool : stats.pools()) {
            for (StatsSnapshot.Server server : pool.servers()) {
                series.add(field.value().applyAsLong(server), labels(pool, server));
            }
        }
        return series.build();
    }

    private static MetricSnapshot serversIn(StatsSnapshot stats) {
        Series series = new Series("flotilla_server_in", "1 while the server takes requests", StatsField.Kind.GAUGE);
        for (StatsSnapshot.Pool pool : stats.pools()) {
            for (StatsSnapshot.Server server : pool.servers()) {
                series.add(server.in() ? 1 : 0, labels(pool, server));
            }
        }
        return series.build();
    }

    private static MetricSnapshot latencies(StatsSnapshot stats) {
        HistogramSnapshot.Builder latencies = HistogramSnapshot.builder()
                .name("flotilla_server_latency_seconds")
                .help("from queuing a request to its whole reply");
        for (StatsSnapshot.Pool pool : stats.pools()) {
            for (StatsSnapshot.Server server : pool.servers()) {
                LatencyHistogram histogram = server.counters().latency;
                latencies.dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(buckets(histogram))
                        .sum(histogram.sumMicros() / 1e6)
                        .labels(labels(pool, server))
                        .build());
            }
        }
        return latencies.build();
    }

    /** One bucket to each power of two: counts of the values below it and not below the one before. */
    private static ClassicHistogramBuckets buckets(LatencyHistogram histogram) {
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        long before = 0;
        for (int power = FIRST_BUCKET_POWER; power <= LAST_BUCKET_POWER; power++) {
            long below = histogram.countBelowPowerOfTwo(power);
            buckets.bucket((1L << power) / 1e6, below - before);
            before = below;
        }
        return buckets.bucket(Double.POSITIVE_INFINITY, histogram.count() - before)
                .build();
    }

    private static Labels labels(StatsSnapshot.Pool pool, StatsSnapshot.Server server) {
        return Labels.of("pool", pool.config().name(), "server", server.config().name());
    }

    private static MetricSnapshot single(String name, String help, long value) {
        return gauge(name, help).dataPoint(gaugePoint(value, Labels.EMPTY)).build();
    }

    private static GaugeSnapshot.Builder gauge(String name, String help) {
        return GaugeSnapshot.builder().name(name).help(help);
    }

    private static GaugeDataPointSnapshot gaugePoint(double value, Labels labels) {
        return GaugeDataPointSnapshot.builder().value(value).labels(labels).build();
    }

    private static StatsField<StatsSnapshot.Pool> field(
            String name, String description, java.util.function.ToLongFunction<StatsSnapshot.Pool> value) {
        return new StatsField<>(name, description, StatsField.Kind.COUNTER, value);
    }

    /** One metric in the making, with the name and type that its kind asks for. */
    private static final class Series {
        private final StatsField.Kind kind;
        private final CounterSnapshot.Builder counters;
        private final GaugeSnapshot.Builder gauges;

        Series(String name, String description, StatsField.Kind kind) {
            String help = description.replace("# ", "");
            this.kind = kind;
            this.counters = CounterSnapshot.builder().name(name).help(help);
            this.gauges = kind == StatsField.Kind.TIMESTAMP
                    ? gauge(name.replace("_at", "") + "_timestamp_seconds", "when it was last ejected, 0 if never")
                    : gauge(name, help);
        }

        void add(long value, Labels labels) {
            switch (kind) {
                case COUNTER ->
                    counters.dataPoint(CounterDataPointSnapshot.builder()
                            .value(value)
                            .labels(labels)
                            .build());
                case GAUGE -> gauges.dataPoint(gaugePoint(value, labels));
                case TIMESTAMP -> gauges.dataPoint(gaugePoint(value / 1e6, labels));
            }
        }

        MetricSnapshot build() {
            return kind == StatsField.Kind.COUNTER ? counters.build() : gauges.build();
        }
    }
}
