package io.flotilla.stats;

import io.vertx.core.json.JsonObject;

/** A request that is not followed: the HTTP status, a word for programs and a sentence for people. */
final class HttpProblem extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final transient JsonObject body;

    private HttpProblem(int status, JsonObject body) {
        super(body.getString("message"), null, false, false);
        this.status = status;
        this.body = body;
    }

    /** A refusal of this port's own. */
    static HttpProblem of(int status, String error, String message) {
        return new HttpProblem(
                status, new JsonObject().put("ok", false).put("error", error).put("message", message));
    }

    /** A refusal of the topology, whose words are kept: {@code ok}, {@code error}, {@code message}, {@code epoch}. */
    static HttpProblem of(JsonObject refusal) {
        int status =
                switch (refusal.getString("error", "")) {
                    case "bad_request", "unknown_command" -> 400;
                    case "unknown_pool", "unknown_server" -> 404;
                    case "epoch_moved", "last_server" -> 409;
                    default -> 503;
                };
        return new HttpProblem(status, refusal);
    }

    int status() {
        return status;
    }

    JsonObject body() {
        return body;
    }
}
