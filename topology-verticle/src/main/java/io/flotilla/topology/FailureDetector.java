package io.flotilla.topology;

import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * What this node says of the servers: tells the coordinator which ones it suspects, by live traffic and by its own probes, and
 * votes when the coordinator asks. Only the fleet decides.
 */
final class FailureDetector {
    private final MemberId self;
    private final Pools pools;
    private final Transport transport;
    private final Gate gate;
    private final Participant participant;
    private final Voter voter;

    FailureDetector(
            MemberId self,
            Pools pools,
            Clock clock,
            Random random,
            Transport transport,
            Gate gate,
            Voter.Probes probes,
            Participant participant) {
        this.self = self;
        this.pools = pools;
        this.transport = transport;
        this.gate = gate;
        this.participant = participant;
        this.voter = new Voter(pools, clock, random, probes);
        voter.onSuspicion(this::suspect);
    }

    // ---- time

    /** Probes whatever is due; to be called often. */
    void tick() {
        voter.tick(participant.applied());
    }

    /** Tells again of what still fails; to be called with each heartbeat, before the lease is asked for. */
    void heartbeat() {
        participant.disbelieve(voter.disbelieved());
        if (participant.applied() != null) {
            voter.remind(participant.applied());
        }
    }

    // ---- suspicions

    private void suspect(ServerId server, String cause) {
        if (participant.coordinator() != null) {
            transport.send(participant.coordinator(), new Message.Suspect(self, server, cause));
        }
    }

    /** Live traffic has failed as often in a row as the pool allows, or a connection was lost. */
    void limitReached(ServerId server, String cause) {
        if (isWatchedAndIn(server)) {
            suspect(server, cause);
        }
    }

    /**
     * Live traffic has failed once. A probe now tells soon whether it was more than that: one of a hung server takes long,
     * and is over early if it is begun early.
     */
    void doubted(ServerId server) {
        if (isWatchedAndIn(server)) {
            voter.look(server);
        }
    }

    private boolean isWatchedAndIn(ServerId server) {
        AgreedState applied = participant.applied();
        boolean watched =
                pools.poolOf(server) != null && pools.ejectionOf(server).auto();
        return watched && applied != null && !applied.isOut(server);
    }

    /** The probe's connection was lost. */
    void lookAt(ServerId server) {
        voter.look(server);
    }

    /** Probes all watched servers; tells those that failed, with the causes. */
    void survey(Consumer<Map<ServerId, String>> done) {
        voter.survey(done);
    }

    // ---- votes

    void onProbeNow(Message.ProbeNow probe) {
        if (probe.term() >= participant.promised()) {
            voter.vote(
                    probe.server(),
                    cause -> transport.send(
                            probe.from(),
                            new Message.VoteCast(
                                    self, probe.term(), probe.ballot(), probe.server(), cause.isEmpty(), cause)));
            anticipate(probe.server());
        }
    }

    /** The rings of a large pool take a while to make: better now than while requests are held. */
    private void anticipate(ServerId server) {
        AgreedState applied = participant.applied();
        if (applied != null && !applied.isOut(server)) {
            Out failed = new Out(server, Out.Reason.FAILED, 0, 0);
            gate.announce(applied.withOut(failed).topology(), ready -> {});
        }
    }

    /** The others reach it. */
    void onDisbelieved(Message.Disbelieved disbelieved) {
        voter.disbelieve(disbelieved.server());
        participant.disbelieve(voter.disbelieved());
    }
}
