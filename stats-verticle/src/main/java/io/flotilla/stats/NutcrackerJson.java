package io.flotilla.stats;

import io.vertx.core.json.Json;
import java.util.List;

/**
 * The text of the stats port: nutcracker's, field for field, in its order and with its spacing
 * (<a href="https://github.com/twitter/twemproxy/blob/master/src/nc_stats.c">nc_stats.c</a>), so that programs that read
 * nutcracker's statistics read ours. Names are escaped as JSON asks, which nutcracker leaves out.
 */
final class NutcrackerJson {
    private NutcrackerJson() {}

    /** One JSON object and a line feed. */
    static String write(StatsSnapshot stats) {
        StringBuilder out = new StringBuilder(4096);
        out.append("{\"service\":\"nutcracker\", \"source\":")
                .append(Json.encode(stats.node().source()));
        out.append(", \"version\":").append(Json.encode(stats.node().version()));
        out.append(", \"uptime\":").append(stats.uptimeSeconds());
        out.append(", \"timestamp\":").append(stats.timestampMillis() / 1000);
        out.append(", \"total_connections\":").append(stats.totalConnections());
        out.append(", \"curr_connections\":").append(stats.currConnections());
        out.append(", ");
        List<StatsSnapshot.Pool> pools = stats.pools();
        for (int i = 0; i < pools.size(); i++) {
            out.append(i == 0 ? "" : ",");
            pool(out, pools.get(i));
        }
        return out.append("}\n").toString();
    }

    private static void pool(StringBuilder out, StatsSnapshot.Pool pool) {
        out.append(Json.encode(pool.config().name())).append(": {");
        fields(out, StatsField.POOL, pool);
        for (StatsSnapshot.Server server : pool.servers()) {
            out.append(server == pool.servers().get(0) ? ", " : ",");
            out.append(Json.encode(server.config().name())).append(": {");
            fields(out, StatsField.SERVER, server);
            out.append('}');
        }
        out.append('}');
    }

    private static <T> void fields(StringBuilder out, List<StatsField<T>> fields, T of) {
        String separator = "";
        for (StatsField<T> field : fields) {
            out.append(separator).append('"').append(field.name()).append("\":");
            out.append(field.value().applyAsLong(of));
            separator = ", ";
        }
    }
}
