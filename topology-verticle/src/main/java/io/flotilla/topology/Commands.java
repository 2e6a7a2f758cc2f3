package io.flotilla.topology;

import io.flotilla.config.PoolConfig;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What operators may ask of the coordinator. Every answer says whether it was done; a refusal changes nothing. */
final class Commands {
    /** The error of a command that may not come from who it says. */
    static final String NOT_AUTHENTIC = "not_authentic";

    private final Pools pools;
    private final Clock clock;
    private final Tenure tenure;
    private final Reign reign;
    private final Supplier<List<Decision>> ledger;
    private final Replays replays;

    Commands(Pools pools, Clock clock, Tenure tenure, Reign reign, Supplier<List<Decision>> ledger) {
        this.pools = pools;
        this.clock = clock;
        this.tenure = tenure;
        this.reign = reign;
        this.ledger = ledger;
        this.replays = new Replays(clock);
    }

    /** A refusal in the form of all answers. */
    static JsonObject refusal(String error, String message) {
        return new JsonObject().put("ok", false).put("error", error).put("message", message);
    }

    /** The JSON object that this text is; {@code null} if it is none. */
    static JsonObject parse(String text) {
        try {
            return new JsonObject(text);
        } catch (DecodeException | ClassCastException e) {
            return null;
        }
    }

    void run(JsonObject request, Consumer<JsonObject> answer) {
        try {
            dispatch(request, answer);
        } catch (RefusedException e) {
            answer.accept(refusal(e.error, e.getMessage())
                    .put("epoch", reign.committed().epoch()));
        }
    }

    private void dispatch(JsonObject request, Consumer<JsonObject> answer) {
        checkNew(request);
        checkEpoch(request);
        String command = text(request, "command");
        switch (command) {
            case "explain" -> answer.accept(explain(server(request)));
            case "eject" -> remove(request, Out.Reason.OPERATOR, answer);
            case "drain" -> remove(request, Out.Reason.DRAINED, answer);
            case "restore" -> restore(request, answer);
            case "pin" -> pin(request, true, answer);
            case "unpin" -> pin(request, false, answer);
            case "pause" -> edit(request, null, s -> s.withPaused(true), answer);
            case "resume" -> edit(request, null, s -> s.withPaused(false), answer);
            default ->
                throw new RefusedException(
                        "unknown_command",
                        "unknown command \"" + command
                                + "\"; there are status, explain, eject, drain, restore, pin, unpin, pause and resume");
        }
    }

    private void checkNew(JsonObject request) {
        String objection = replays.objection(request).orElse(null);
        if (objection != null) {
            throw new RefusedException(NOT_AUTHENTIC, "the command is not believed: " + objection);
        }
    }

    private void checkEpoch(JsonObject request) {
        Object wanted = request.getValue("if_epoch");
        if (wanted == null) {
            return;
        }
        if (!(wanted instanceof Integer) && !(wanted instanceof Long)) {
            throw new RefusedException("bad_request", "if_epoch must be a whole number, not " + wanted);
        }
        long epoch = reign.committed().epoch();
        if (((Number) wanted).longValue() != epoch) {
            throw new RefusedException(
                    "epoch_moved", "the epoch is " + epoch + ", not " + wanted + "; nothing was changed");
        }
    }

    private void remove(JsonObject request, Out.Reason reason, Consumer<JsonObject> answer) {
        ServerId server = server(request);
        AgreedState intended = reign.intended();
        if (!intended.isOut(server) && pools.isLast(intended, server)) {
            throw new RefusedException(
                    "last_server", server.server() + " is the last server of pool " + server.pool() + " that is in");
        }
        Out out = new Out(server, reason, 0, 0);
        edit(
                request,
                server,
                state -> {
                    boolean same = state.outOf(server)
                            .map(Out::reason)
                            .filter(reason::equals)
                            .isPresent();
                    boolean last = !state.isOut(server) && pools.isLast(state, server);
                    return same || last ? state : state.withOut(out);
                },
                answer);
    }

    private void restore(JsonObject request, Consumer<JsonObject> answer) {
        ServerId server = server(request);
        edit(
                request,
                server,
                state -> state.isOut(server) ? state.withIn(server).withRelapses(server, 0) : state,
                answer);
    }

    private void pin(JsonObject request, boolean pin, Consumer<JsonObject> answer) {
        ServerId server = server(request);
        edit(request, server, state -> state.withPin(server, pin), answer);
    }

    /** Why a server is in or out, and what will happen next. */
    private JsonObject explain(ServerId server) {
        AgreedState state = reign.committed();
        Out out = state.outOf(server).orElse(null);
        JsonObject json = new JsonObject()
                .put("ok", true)
                .put("epoch", state.epoch())
                .put("pool", server.pool())
                .put("server", server.server())
                .put("in", out == null)
                .put("pinned", state.pinned().contains(server))
                .put("paused", state.paused())
                .put("watched", pools.ejectionOf(server).auto());
        if (out != null) {
            boolean alone = out.reason() == Out.Reason.FAILED && !state.pinned().contains(server) && !state.paused();
            long since = tenure.outMillis(server);
            json.put("reason", out.reason().name().toLowerCase(Locale.ROOT))
                    .put("out_for_ms", since)
                    .put("relapses", out.relapses())
                    .put("next_try_ms", alone ? Math.max(0, out.millis() - since) : null);
        }
        return json.put("decision", lastDecision(server));
    }

    private JsonObject lastDecision(ServerId server) {
        return ledger.get().stream()
                .filter(d -> d.changes().stream()
                        .anyMatch(c ->
                                c.pool().equals(server.pool()) && c.server().equals(server.server())))
                .findFirst()
                .map(StatusJson::of)
                .orElse(null);
    }

    private void edit(
            JsonObject request, ServerId server, UnaryOperator<AgreedState> change, Consumer<JsonObject> answer) {
        if (!reign.hasAuthority()) {
            throw new RefusedException(
                    "no_majority", "this part of the fleet is a minority and must not change anything");
        }
        AgreedState before = reign.intended();
        boolean changes = !change.apply(before).equals(before);
        String by = request.getValue("by") == null ? "operator" : text(request, "by");
        Decision.Change told = new Decision.Change(
                text(request, "command"),
                server == null ? "" : server.pool(),
                server == null ? "" : server.server(),
                "by " + by,
                List.of());
        reign.edit(new Edit(
                change,
                changes ? List.of(told) : List.of(),
                clock.millis(),
                false,
                (state, error) -> answer.accept(outcome(state, error, changes))));
    }

    private static JsonObject outcome(AgreedState state, String error, boolean changes) {
        if (error.equals(Edit.NOT_FIT)) {
            return refusal(error, "the server stays out: the old values on it could not be deleted");
        }
        if (state == null) {
            return refusal(error, "the coordinator changed meanwhile; ask for the status");
        }
        return new JsonObject().put("ok", true).put("epoch", state.epoch()).put("changed", changes);
    }

    private ServerId server(JsonObject request) {
        String pool = text(request, "pool");
        String server = text(request, "server");
        PoolConfig known = pools.config().pool(pool).orElse(null);
        if (known == null) {
            List<String> names =
                    pools.config().pools().stream().map(PoolConfig::name).toList();
            throw new RefusedException("unknown_pool", "unknown pool \"" + pool + "\"; there are " + names);
        }
        if (known.serverIndex(server) < 0) {
            List<String> names = known.servers().stream().map(s -> s.name()).toList();
            throw new RefusedException(
                    "unknown_server", "pool " + pool + " has no server \"" + server + "\"; it has " + names);
        }
        return new ServerId(pool, server);
    }

    private static String text(JsonObject request, String key) {
        if (!(request.getValue(key) instanceof String value) || value.isEmpty()) {
            throw new RefusedException("bad_request", "\"" + key + "\" is missing, or is no text");
        }
        return value;
    }

    /** The request cannot be followed. */
    private static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final String error;

        RefusedException(String error, String message) {
            super(message);
            this.error = error;
        }
    }
}
