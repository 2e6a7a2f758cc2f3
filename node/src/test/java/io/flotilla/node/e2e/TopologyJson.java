package io.flotilla.node.e2e;

import io.flotilla.testing.FlotillaProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What a node's admin port says of the topology. */
record TopologyJson(JsonObject body) {

    static TopologyJson of(FlotillaProcess node) {
        return new TopologyJson(new JsonObject(node.get("/api/v1/topology")));
    }

    long epoch() {
        return body.getLong("epoch");
    }

    String coordinator() {
        return body.getString("coordinator");
    }

    boolean isOut(String pool, String server) {
        JsonArray out = body.getJsonObject("out", new JsonObject()).getJsonArray(pool);
        return out != null && out.contains(server);
    }

    /** The names of the members that are there. */
    List<String> members() {
        return body.getJsonArray("nodes").stream()
                .map(JsonObject.class::cast)
                .filter(node -> !node.getBoolean("missing", false))
                .map(node -> node.getString("name"))
                .toList();
    }
}
