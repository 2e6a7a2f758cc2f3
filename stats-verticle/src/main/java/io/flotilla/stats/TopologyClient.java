package io.flotilla.stats;

import io.flotilla.topology.TopologyVerticle;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;

/** Sends commands to this node's topology and turns its refusals into HTTP statuses. */
final class TopologyClient {
    static final String ADDRESS = TopologyVerticle.LOCAL_COMMAND;
    private static final long TIMEOUT_MILLIS = 15_000;

    private final EventBus bus;

    TopologyClient(EventBus bus) {
        this.bus = bus;
    }

    /** The topology's reply to this command; fails with a {@link HttpProblem}. */
    Future<JsonObject> send(JsonObject command) {
        DeliveryOptions options = new DeliveryOptions().setLocalOnly(true).setSendTimeout(TIMEOUT_MILLIS);
        return bus.<JsonObject>request(ADDRESS, command, options)
                .map(Message::body)
                .recover(cause -> Future.failedFuture(problem(cause)))
                .compose(reply -> reply.getBoolean("ok", true)
                        ? Future.succeededFuture(reply)
                        : Future.failedFuture(HttpProblem.of(reply)));
    }

    private static HttpProblem problem(Throwable cause) {
        if (!(cause instanceof ReplyException refusal)) {
            return HttpProblem.of(500, "internal", String.valueOf(cause.getMessage()));
        }
        return switch (refusal.failureType()) {
            case NO_HANDLERS -> HttpProblem.of(503, "no_topology", "the topology does not run on this node yet");
            case TIMEOUT ->
                HttpProblem.of(504, "timeout", "the topology did not answer within " + TIMEOUT_MILLIS + " ms");
            default -> HttpProblem.of(500, "internal", refusal.getMessage());
        };
    }
}
