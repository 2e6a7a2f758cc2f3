package io.flotilla.topology;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Takes each signed command once. The coordinator remembers what it has seen for as long as a signature holds; what was signed
 * before its office began may have been seen by another, so it is refused.
 */
final class Replays {
    private final Clock clock;
    private final long since;
    private final Map<String, Long> seen = new HashMap<>();

    Replays(Clock clock) {
        this.clock = clock;
        this.since = clock.wallMillis();
    }

    /** Why a command is refused; empty if it is new, or came over a node's own admin port. */
    Optional<String> objection(JsonObject command) {
        if (!(command.getValue(CommandGuard.SIGNED) instanceof JsonObject signed)) {
            return Optional.empty();
        }
        long time = signed.getLong("time");
        long now = clock.wallMillis();
        seen.values().removeIf(signedAt -> Math.abs(now - signedAt) > 2 * BusSignature.WINDOW_MILLIS);
        if (time < since) {
            return Optional.of("it was signed before this coordinator began; sign it anew");
        }
        return seen.putIfAbsent(signed.getString("sender") + ' ' + signed.getString("nonce"), time) == null
                ? Optional.empty()
                : Optional.of("it came before; sign it anew");
    }
}
