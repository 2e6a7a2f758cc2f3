package io.flotilla.topology;

import java.util.HashMap;
import java.util.Map;

/** Since when each server is in or out, by this node's clock: from when it learned of it. */
final class Tenure {
    private final Clock clock;
    private final Map<ServerId, Long> outSince = new HashMap<>();
    private final Map<ServerId, Long> inSince = new HashMap<>();

    Tenure(Clock clock) {
        this.clock = clock;
    }

    void observe(AgreedState state) {
        long now = clock.millis();
        for (Out out : state.out()) {
            outSince.putIfAbsent(out.server(), now);
            inSince.remove(out.server());
        }
        outSince.keySet().removeIf(server -> {
            boolean back = !state.isOut(server);
            if (back) {
                inSince.put(server, now);
            }
            return back;
        });
    }

    /** How long it has been out; 0 when it is in. */
    long outMillis(ServerId server) {
        Long since = outSince.get(server);
        return since == null ? 0 : clock.millis() - since;
    }

    /** How long it has been in again; very long when it has never been out. */
    long inMillis(ServerId server) {
        Long since = inSince.get(server);
        return since == null ? Long.MAX_VALUE : clock.millis() - since;
    }
}
