package io.flotilla.stats;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The body of {@code GET /api/v1/stats} and of a reply on {@code flotilla.stats}. */
final class StatsBody {
    private StatsBody() {}

    /** All figures as a JSON object; latencies in microseconds. */
    static JsonObject of(StatsSnapshot stats) {
        JsonArray pools = new JsonArray();
        stats.pools().forEach(pool -> pools.add(pool(pool)));
        return new JsonObject()
                .put("node", stats.node().name())
                .put("source", stats.node().source())
                .put("version", stats.node().version())
                .put("uptime", stats.uptimeSeconds())
                .put("timestamp", stats.timestampMillis() / 1000)
                .put("epoch", stats.epoch())
                .put("ready", stats.unready().isEmpty())
                .put("reasons", new JsonArray(stats.unready()))
                .put("total_connections", stats.totalConnections())
                .put("curr_connections", stats.currConnections())
                .put("pools", pools);
    }

    private static JsonObject pool(StatsSnapshot.Pool pool) {
        PoolCounters counters = pool.counters();
        JsonObject body = new JsonObject()
                .put("name", pool.config().name())
                .put("listen", pool.config().listen().endpoint().toString())
                .put("protocol", pool.config().protocol().name().toLowerCase(java.util.Locale.ROOT));
        for (StatsField<StatsSnapshot.Pool> field : StatsField.POOL) {
            body.put(field.name(), field.value().applyAsLong(pool));
        }
        body.put("clients_cut", counters.clientsCut)
                .put("clients_refused", counters.clientsRefused)
                .put("auth_failed", counters.authFailed)
                .put("local_replies", counters.localReplies)
                .put("held", counters.held)
                .put("subscribers", counters.subscribers)
                .put("pushes", counters.pushes);
        JsonArray servers = new JsonArray();
        pool.servers().forEach(server -> servers.add(server(server)));
        return body.put("servers", servers);
    }

    private static JsonObject server(StatsSnapshot.Server server) {
        JsonObject body = new JsonObject()
                .put("name", server.config().name())
                .put("address", server.config().endpoint().toString())
                .put("weight", server.config().weight())
                .put("in", server.in());
        for (StatsField<StatsSnapshot.Server> field : StatsField.SERVER) {
            body.put(field.name(), field.value().applyAsLong(server));
        }
        return body.put("latency_us", latency(server.counters().latency));
    }

    private static JsonObject latency(LatencyHistogram histogram) {
        return new JsonObject()
                .put("count", histogram.count())
                .put("sum", histogram.sumMicros())
                .put("p50", histogram.quantileMicros(0.5))
                .put("p90", histogram.quantileMicros(0.9))
                .put("p99", histogram.quantileMicros(0.99))
                .put("p999", histogram.quantileMicros(0.999))
                .put("max", histogram.maxMicros());
    }
}
