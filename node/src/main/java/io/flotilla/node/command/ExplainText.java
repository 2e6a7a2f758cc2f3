package io.flotilla.node.command;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Why a server is in or out, for people. */
final class ExplainText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final JsonObject explained;
    private final StringBuilder text = new StringBuilder();

    ExplainText(JsonObject explained) {
        this.explained = explained;
        boolean in = explained.getBoolean("in", true);
        line("server", explained.getString("pool") + "/" + explained.getString("server") + (in ? " is in" : " is out"));
        line("epoch", explained.getLong("epoch"));
        if (!in) {
            line("reason", reason());
            line("out for", seconds(explained.getLong("out_for_ms", 0L)));
            line("relapses", explained.getInteger("relapses", 0));
            line("next try", nextTry());
        }
        line("pinned", explained.getBoolean("pinned", false) ? "yes: only an operator moves it" : null);
        line("paused", explained.getBoolean("paused", false) ? "yes: nothing is ejected or returned by itself" : null);
        line("watched", explained.getBoolean("watched", true) ? null : "no: its pool has no auto_eject_hosts");
        decision(explained.getJsonObject("decision"));
    }

    private String reason() {
        String reason = explained.getString("reason", "");
        return switch (reason) {
            case "failed" -> "the fleet could not reach it";
            case "operator" -> "an operator ejected it";
            case "drained" -> "an operator drained it";
            default -> reason;
        };
    }

    private String nextTry() {
        Long millis = explained.getLong("next_try_ms");
        if (millis == null) {
            return "not by itself; flotilla restore takes it back";
        }
        return millis == 0 ? "now; it returns when the quorum reaches it" : "in " + seconds(millis);
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }

    private void decision(JsonObject decision) {
        if (decision == null) {
            line("decision", "none that the fleet remembers");
            return;
        }
        line(
                "decided",
                TIME.format(Instant.ofEpochMilli(decision.getLong("at", 0L))) + " by "
                        + decision.getString("coordinator") + ", epoch " + decision.getLong("epoch"));
        JsonArray changes = decision.getJsonArray("changes", new JsonArray());
        for (int i = 0; i < changes.size(); i++) {
            change(changes.getJsonObject(i));
        }
    }

    private void change(JsonObject change) {
        boolean about = explained.getString("pool", "").equals(change.getString("pool"))
                && explained.getString("server", "").equals(change.getString("server"));
        if (!about) {
            return;
        }
        line("action", change.getString("action") + ": " + change.getString("cause", ""));
        JsonArray votes = change.getJsonArray("votes", new JsonArray());
        for (int i = 0; i < votes.size(); i++) {
            JsonObject vote = votes.getJsonObject(i);
            String saw = vote.getBoolean("reached", false) ? "reached it" : vote.getString("cause", "");
            line("vote", vote.getString("node") + ": " + saw);
        }
    }

    private void line(String name, Object value) {
        if (value != null) {
            text.append(String.format("%-12s %s%n", name, value));
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
