package io.flotilla.stats;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.Map;
import java.util.function.Supplier;

/** What {@code /metrics} shows: our own series, the JVM's, and those of Vert.x that tell the truth. */
public final class Metrics {
    private final PrometheusRegistry prometheus = new PrometheusRegistry();
    private final PrometheusMeterRegistry meters =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, prometheus, Clock.SYSTEM);

    /**
     * Vert.x counts handlers for each address by itself, under one name: the first address's number alone would show, and each
     * further one is warned of.
     */
    public Metrics() {
        meters.config().meterFilter(MeterFilter.denyNameStartsWith("vertx.eventbus.handlers"));
    }

    /** What the Vert.x builder takes, so that Vert.x counts into the same registry. */
    public VertxMetricsFactory vertxFactory() {
        return new MicrometerMetricsFactory(meters);
    }

    /**
     * What Vert.x counts. Its socket meters are off: the data path takes its bytes before Vert.x sees them, so they would
     * read zero; nor is the admin port's own traffic worth a series.
     */
    public static MetricsOptions vertxOptions() {
        return new MicrometerMetricsOptions()
                .setEnabled(true)
                .addDisabledMetricsCategory(MetricsDomain.NET_SERVER)
                .addDisabledMetricsCategory(MetricsDomain.NET_CLIENT)
                .addDisabledMetricsCategory(MetricsDomain.HTTP_SERVER)
                .addDisabledMetricsCategory(MetricsDomain.DATAGRAM_SOCKET);
    }

    /** Adds a number that goes up and down. */
    public void gauge(String name, String help, Supplier<Number> value) {
        Gauge.builder(name, value).description(help).register(meters);
    }

    /** Adds a number that only goes up. */
    public Counter counter(String name, String help) {
        return Counter.builder(name).description(help).register(meters);
    }

    /** Adds this node's own series and the JVM's. Call once. What was refused is counted by its kind. */
    void publish(StatsSource source, Supplier<Map<String, Long>> refused) {
        prometheus.register(new FlotillaCollector(source, refused));
        new ClassLoaderMetrics().bindTo(meters);
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        new FileDescriptorMetrics().bindTo(meters);
    }

    /** The text of a scrape in the form the scraper accepts, Prometheus' own when it does not say. */
    public String scrape(String contentType) {
        return meters.scrape(contentType);
    }
}
