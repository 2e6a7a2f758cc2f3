package io.flotilla.node.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * What one node says of its fleet.
 *
 * @param epoch the epoch it routes by
 * @param coordinator the node that decides, or empty
 * @param nodes the names of the members that it counts and that are there
 * @param out servers that are out, as {@code pool/server}
 */
record FleetReport(long epoch, String coordinator, List<String> nodes, List<String> out) {

    static FleetReport of(JsonObject body) {
        List<String> nodes = new ArrayList<>();
        for (Object item : body.getJsonArray("nodes", new JsonArray())) {
            JsonObject node = (JsonObject) item;
            if (!node.getBoolean("missing", false)) {
                nodes.add(node.getString("name"));
            }
        }
        List<String> out = new ArrayList<>();
        JsonObject pools = body.getJsonObject("out", new JsonObject());
        for (String pool : pools.fieldNames()) {
            for (Object server : pools.getJsonArray(pool)) {
                out.add(pool + "/" + server);
            }
        }
        String coordinator = body.getString("coordinator");
        return new FleetReport(body.getLong("epoch"), coordinator == null ? "" : coordinator, nodes, out);
    }

    boolean isOut(String pool, String server) {
        return out.contains(pool + "/" + server);
    }
}
