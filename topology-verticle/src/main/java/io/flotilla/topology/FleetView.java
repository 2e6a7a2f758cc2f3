package io.flotilla.topology;

import java.util.Map;

/** What this node knows of its fleet, for statistics and health checks. Safe to call from any thread; never blocks. */
public interface FleetView {

    /** The state as of the last change or heartbeat. */
    FleetStatus status();

    /** The topology that this node routes by. */
    Topology topology();

    /** How much was not believed since the start, by its kind: messages, commands, copies, members. */
    default Map<String, Long> refused() {
        return Map.of();
    }
}
