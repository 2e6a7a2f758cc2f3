package io.flotilla.topology;

import java.util.List;
import java.util.Optional;

/** Makes snapshots of a node's part in the fleet. */
final class FleetStatuses {
    private FleetStatuses() {}

    static FleetStatus of(MemberId self, Optional<String> fleet, Participant participant, Timing timing) {
        AgreedState state = participant.applied();
        List<String> disbelieved =
                participant.disbelieved().stream().map(ServerId::toString).toList();
        boolean isolated = !participant.hasLease();
        return new FleetStatus(
                self.name(),
                fleet,
                state == null ? Topology.INITIAL : state.topology(),
                participant.coordinatorTerm(),
                Optional.ofNullable(participant.coordinator()).map(MemberId::name),
                Math.min(participant.leaseMillis(), timing.lease()),
                isolated,
                unready(state, isolated, disbelieved),
                disbelieved,
                state != null && state.paused(),
                state == null
                        ? List.of()
                        : state.pinned().stream().map(ServerId::toString).toList(),
                participant.nodes(),
                participant.ledger());
    }

    /** Before the node has started. */
    static FleetStatus unknown(MemberId self, Optional<String> fleet) {
        return new FleetStatus(
                self.name(),
                fleet,
                Topology.INITIAL,
                0,
                Optional.empty(),
                0,
                true,
                unready(null, true, List.of()),
                List.of(),
                false,
                List.of(),
                List.of(),
                List.of());
    }

    private static Optional<String> unready(AgreedState state, boolean isolated, List<String> disbelieved) {
        if (state == null) {
            return Optional.of("no topology is known yet");
        }
        if (isolated) {
            return Optional.of("isolated: no lease from the fleet");
        }
        if (!disbelieved.isEmpty()) {
            return Optional.of("cannot reach " + String.join(", ", disbelieved) + ", which the fleet reaches");
        }
        return Optional.empty();
    }
}
