package io.flotilla.topology;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/**
 * Lets commands from the event bus in. With a secret, one that may change something must be signed; who signed it and when goes
 * with it to the coordinator, which takes each only once ({@link Replays}).
 */
final class CommandGuard {
    /** What a command carries from here to the coordinator; nobody else can set it. */
    static final String SIGNED = "signed";

    private static final Set<String> READING = Set.of("status", "explain");

    private final Hmac hmac;
    private final Clock clock;
    private final Refusals refusals;

    CommandGuard(Hmac hmac, Clock clock, Refusals refusals) {
        this.hmac = hmac;
        this.clock = clock;
        this.refusals = refusals;
    }

    /** Why the command is refused; empty if it may pass. */
    Optional<String> objection(String address, MultiMap headers, JsonObject command) {
        if (hmac.isOff() || READING.contains(String.valueOf(command.getValue("command")))) {
            return Optional.empty();
        }
        Optional<String> objection = BusSignature.objection(hmac, clock, address, headers, command);
        objection.ifPresent(why -> refusals.add(Refusals.What.COMMAND, why));
        return objection;
    }

    /** The command without what only a guard may say of it. */
    static JsonObject unsigned(JsonObject command) {
        JsonObject copy = command.copy();
        copy.remove(SIGNED);
        return copy;
    }

    /** The command as it goes on: with who signed it, and nothing of that kind that the sender wrote itself. */
    JsonObject pass(MultiMap headers, JsonObject command) {
        JsonObject passed = unsigned(command);
        String sender = headers.get(BusSignature.SENDER);
        if (hmac.isOff() || sender == null || READING.contains(String.valueOf(command.getValue("command")))) {
            return passed;
        }
        if (!passed.containsKey("by")) {
            passed.put("by", sender);
        }
        return passed.put(
                SIGNED,
                new JsonObject()
                        .put("sender", sender)
                        .put("time", Long.parseLong(headers.get(BusSignature.TIME)))
                        .put("nonce", headers.get(BusSignature.NONCE)));
    }
}
