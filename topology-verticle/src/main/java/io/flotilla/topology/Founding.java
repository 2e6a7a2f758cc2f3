package io.flotilla.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** How a node begins a fleet: with an epoch above all that were, as far as it can know, and without servers that fail. */
final class Founding {
    private final MemberId self;
    private final Pools pools;
    private final Clock clock;
    private final Random random;

    Founding(MemberId self, Pools pools, Clock clock, Random random) {
        this.self = self;
        this.pools = pools;
        this.clock = clock;
        this.random = random;
    }

    /**
     * The first state of a fleet and why it is so.
     *
     * @param copy what the members of the cluster share of an earlier fleet
     * @param failed servers that do not answer, with the causes
     */
    void begin(Optional<AgreedState> copy, Map<ServerId, String> failed, Participant participant) {
        AgreedState state = first(copy);
        List<Decision.Change> changes = new ArrayList<>();
        for (Map.Entry<ServerId, String> e : failed.entrySet()) {
            ServerId server = e.getKey();
            if (pools.mayEject(state, server)) {
                state = state.withOut(new Out(
                        server, Out.Reason.FAILED, pools.ejectionOf(server).retryTimeoutMillis(), 0));
                changes.add(new Decision.Change("found-out", server.pool(), server.server(), e.getValue(), List.of()));
            }
        }
        participant.begin(state, new Decision(state.epoch(), clock.wallMillis(), self.name(), changes, List.of()));
    }

    private AgreedState first(Optional<AgreedState> copy) {
        long epoch = Math.max(
                clock.wallMillis(),
                copy.map(c -> c.epoch() + Election.LOST_EPOCHS).orElse(0L));
        long version = copy.map(AgreedState::version).orElse(0L) + 1;
        return new AgreedState(
                new Lineage(clock.wallMillis(), 0, Long.toHexString(random.nextLong())),
                version,
                epoch,
                List.of(self),
                List.of(),
                List.of(),
                copy.map(AgreedState::pinned).orElse(List.of()),
                copy.map(AgreedState::paused).orElse(false));
    }
}
