package io.flotilla.topology;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.SortedSet;

/** {@link FleetStatus} as commands answer it and the admin port shows it. */
public final class StatusJson {
    private StatusJson() {}

    /** The body that {@code docs/event-bus.md} describes. */
    public static JsonObject of(FleetStatus status) {
        JsonObject json = new JsonObject()
                .put("node", status.node())
                .put("fleet", status.fleet().orElse(null))
                .put("epoch", status.epoch())
                .put("term", status.term())
                .put("coordinator", status.coordinator().orElse(null))
                .put("lease_ms", status.leaseMillis())
                .put("isolated", status.isolated())
                .put("ready", status.ready())
                .put("unready", status.unready().orElse(null))
                .put("paused", status.paused())
                .put("pinned", new JsonArray(status.pinned()))
                .put("disbelieved", new JsonArray(status.disbelieved()));
        return json.put("out", out(status.topology()))
                .put("nodes", nodes(status))
                .put("decisions", decisions(status));
    }

    static JsonObject out(Topology topology) {
        JsonObject json = new JsonObject();
        for (var e : topology.out().entrySet()) {
            SortedSet<String> names = e.getValue();
            json.put(e.getKey(), new JsonArray(names.stream().toList()));
        }
        return json;
    }

    private static JsonArray nodes(FleetStatus status) {
        JsonArray json = new JsonArray();
        for (NodeStatus n : status.nodes()) {
            json.add(new JsonObject()
                    .put("name", n.name())
                    .put("epoch", n.epoch())
                    .put("lease_ms", n.leaseMillis())
                    .put("coordinator", n.coordinator())
                    .put("missing", n.missing())
                    .put("disbelieved", new JsonArray(n.disbelieved())));
        }
        return json;
    }

    private static JsonArray decisions(FleetStatus status) {
        JsonArray json = new JsonArray();
        status.decisions().forEach(d -> json.add(of(d)));
        return json;
    }

    /** One entry of the ledger. */
    public static JsonObject of(Decision decision) {
        JsonArray changes = new JsonArray();
        for (Decision.Change c : decision.changes()) {
            JsonArray votes = new JsonArray();
            c.votes()
                    .forEach(v -> votes.add(new JsonObject()
                            .put("node", v.node())
                            .put("reached", v.reached())
                            .put("cause", v.cause())));
            changes.add(new JsonObject()
                    .put("action", c.action())
                    .put("pool", c.pool())
                    .put("server", c.server())
                    .put("cause", c.cause())
                    .put("votes", votes));
        }
        JsonObject steps = new JsonObject();
        decision.steps().forEach(s -> steps.put(s.name() + "_ms", s.millis()));
        return new JsonObject()
                .put("epoch", decision.epoch())
                .put("at", decision.at())
                .put("coordinator", decision.coordinator())
                .put("changes", changes)
                .put("steps", steps);
    }
}
