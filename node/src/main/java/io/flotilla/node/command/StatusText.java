package io.flotilla.node.command;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The topology's status for people. What a node does not tell is left out. */
final class StatusText {
    private static final int DECISIONS = 10;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final StringBuilder text = new StringBuilder();

    StatusText(JsonObject status) {
        line("node", status.getString("node"));
        line("fleet", status.getString("fleet") == null ? "none, this node stands alone" : status.getString("fleet"));
        line("epoch", status.getLong("epoch"));
        line("coordinator", status.getString("coordinator"));
        line("unready", status.getString("unready"));
        line("paused", status.getBoolean("paused", false) ? "yes: nothing is ejected or returned by itself" : null);
        line("pinned", joined(status.getJsonArray("pinned")));
        line("disbelieved", joined(status.getJsonArray("disbelieved")));
        out(status.getJsonObject("out", new JsonObject()));
        nodes(status.getJsonArray("nodes", new JsonArray()));
        decisions(status.getJsonArray("decisions", new JsonArray()));
    }

    private void line(String name, Object value) {
        if (value != null && !value.toString().isEmpty()) {
            text.append(String.format("%-12s %s%n", name, value));
        }
    }

    private void out(JsonObject pools) {
        List<String> servers = new ArrayList<>();
        for (String pool : pools.fieldNames()) {
            pools.getJsonArray(pool).forEach(server -> servers.add(pool + "/" + server));
        }
        line("out", servers.isEmpty() ? "none, every server is in" : String.join(", ", servers));
    }

    private void nodes(JsonArray nodes) {
        if (nodes.isEmpty()) {
            return;
        }
        text.append(String.format("%nnodes%n"));
        for (int i = 0; i < nodes.size(); i++) {
            JsonObject node = nodes.getJsonObject(i);
            List<String> words = new ArrayList<>();
            if (node.getBoolean("coordinator", false)) {
                words.add("coordinator");
            }
            if (node.getBoolean("missing", false)) {
                words.add("missing");
            }
            JsonArray disbelieved = node.getJsonArray("disbelieved", new JsonArray());
            if (!disbelieved.isEmpty()) {
                words.add("cannot reach " + joined(disbelieved));
            }
            text.append(String.format(
                    "  %-24s epoch %-12s %s%n",
                    node.getString("name"), node.getLong("epoch"), String.join(", ", words)));
        }
    }

    private void decisions(JsonArray decisions) {
        if (decisions.isEmpty()) {
            return;
        }
        text.append(String.format("%ndecisions, the latest first%n"));
        for (int i = 0; i < Math.min(DECISIONS, decisions.size()); i++) {
            decision(decisions.getJsonObject(i));
        }
    }

    private void decision(JsonObject decision) {
        String at = TIME.format(Instant.ofEpochMilli(decision.getLong("at", 0L)));
        JsonArray changes = decision.getJsonArray("changes", new JsonArray());
        for (int i = 0; i < changes.size(); i++) {
            JsonObject change = changes.getJsonObject(i);
            text.append(String.format(
                    "  %s  epoch %-12s %-8s %s%s%s%n",
                    at,
                    decision.getLong("epoch"),
                    change.getString("action"),
                    subject(change),
                    change.getString("cause", ""),
                    votes(change.getJsonArray("votes", new JsonArray()))));
        }
    }

    /** The server that a change is about; nothing for those about the whole fleet, such as a pause. */
    private static String subject(JsonObject change) {
        String pool = change.getString("pool", "");
        return pool.isEmpty() ? "" : pool + "/" + change.getString("server") + ": ";
    }

    private static String votes(JsonArray votes) {
        if (votes.isEmpty()) {
            return "";
        }
        long reached = votes.stream()
                .filter(vote -> ((JsonObject) vote).getBoolean("reached", false))
                .count();
        return " (reached by " + reached + " of " + votes.size() + ")";
    }

    private static String joined(JsonArray names) {
        return names == null
                ? null
                : String.join(", ", names.stream().map(String::valueOf).toList());
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
