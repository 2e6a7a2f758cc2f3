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

    /** Whether it has no lease. */
    boolean isIsolated() {
        return body.getBoolean("isolated");
    }

    String coordinator() {
        return body.getString("coordinator");
    }

    boolean isOut(String pool, String server) {
        return out(pool).contains(server);
    }

    /** The names of the pool's servers that are out. */
    List<?> out(String pool) {
        JsonArray out = body.getJsonObject("out", new JsonObject()).getJsonArray(pool);
        return out == null ? List.of() : out.getList();
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
