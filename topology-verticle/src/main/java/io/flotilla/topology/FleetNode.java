package io.flotilla.topology;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * One node of a fleet, whole, without a network: what arrives is given to {@link #receive}, time passes by {@link #tick},
 * and everything it does goes through the interfaces it is given. Not thread-safe.
 */
final class FleetNode implements Election.Outcome {
    private final MemberId self;
    private final Pools pools;
    private final Timing timing;
    private final Clock clock;
    private final Transport transport;
    private final Gate gate;
    private final Store store;
    private final Random random;
    private final Presence presence;
    private final Participant participant;
    private final Election election;
    private final Voter voter;
    private final Tenure tenure;
    private final Questions questions;
    private final Greetings greetings;
    private final Founding founding;
    private BiConsumer<AgreedState, Decision> onApplied = (state, decision) -> {};
    private BiConsumer<AgreedState, Decision> onAgreed = (state, decision) -> {};
    private Rule rule;
    private boolean beginning;
    private long lastHeartbeat = Long.MIN_VALUE / 2;

    /** What only the coordinator has. */
    private record Rule(Reign reign, Ballots ballots, Commands commands) {}

    /** The copy of the agreed state that the members of the cluster share. */
    interface Store {
        void read(Consumer<Optional<AgreedState>> done);

        void write(AgreedState state);
    }

    FleetNode(
            MemberId self,
            Pools pools,
            Timing timing,
            Clock clock,
            Random random,
            Transport transport,
            Gate gate,
            Voter.Probes probes,
            Store store) {
        this.self = self;
        this.pools = pools;
        this.timing = timing;
        this.clock = clock;
        this.transport = transport;
        this.gate = gate;
        this.store = store;
        this.random = random;
        this.presence = new Presence(self);
        this.participant = new Participant(self, timing, clock, transport, gate);
        this.election = new Election(self, timing, clock, transport, presence, participant, random, this);
        this.voter = new Voter(pools, clock, random, probes);
        this.tenure = new Tenure(clock);
        this.questions = new Questions(clock);
        this.greetings = new Greetings(self, clock, transport, presence);
        this.founding = new Founding(self, pools, clock, random);
        voter.onSuspicion(this::suspect);
        participant.onApplied((state, decision) -> {
            tenure.observe(state);
            onApplied.accept(state, decision);
        });
    }

    /** Told of each state that this node has taken on; the decision is null when it is not known. */
    void onApplied(BiConsumer<AgreedState, Decision> listener) {
        onApplied = listener;
    }

    /** Told, on the coordinator, of each state that the fleet has agreed on; the decision is null when nothing moved. */
    void onAgreed(BiConsumer<AgreedState, Decision> listener) {
        onAgreed = listener;
    }

    void start() {
        participant.start();
    }

    /** Who is there, oldest first. */
    void members(List<MemberId> members) {
        if (!members.equals(presence.members())) {
            presence.members(members);
            greetings.membersChanged();
        }
    }

    // ---- time

    /** Whether nothing is under way that has to be looked at every few milliseconds. */
    boolean isCalm() {
        boolean follows = participant.hasLease() && !participant.isHolding();
        return follows && (rule == null ? !election.isUnderWay() : rule.reign.isIdle() && rule.ballots.isIdle());
    }

    /** To be called every few milliseconds; while it {@link #isCalm}, a few times per heartbeat. */
    void tick() {
        participant.tick();
        questions.tick();
        voter.tick(participant.applied());
        if (clock.millis() - lastHeartbeat >= timing.heartbeat()) {
            lastHeartbeat = clock.millis();
            heartbeat();
        }
        greetings.tick();
        if (rule == null) {
            election.tick();
        } else {
            rule.reign.tick();
            if (!checkDeposed()) {
                rule.ballots.tick();
            }
        }
    }

    private void heartbeat() {
        participant.disbelieve(voter.disbelieved());
        if (participant.applied() != null) {
            voter.remind(participant.applied());
        }
        if (participant.coordinator() != null) {
            participant.renew(participant.coordinator());
        }
    }

    // ---- messages

    void receive(Message message) {
        election.heard(message.from());
        if (message instanceof Message.Ruled ruled) {
            onRuled(ruled);
        } else {
            onReport(message);
        }
        checkDeposed();
    }

    private void onRuled(Message.Ruled message) {
        if (message instanceof Message.ProbeNow probe) {
            onProbeNow(probe);
        } else if (message instanceof Message.Disbelieved disbelieved) {
            voter.disbelieve(disbelieved.server());
            participant.disbelieve(voter.disbelieved());
        } else {
            participant.receive(message);
        }
    }

    private void onProbeNow(Message.ProbeNow probe) {
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

    private void onReport(Message message) {
        if (message instanceof Message.Elect elect) {
            MemberId coordinator = participant.coordinator();
            boolean there = coordinator != null && presence.isThere(coordinator) && !presence.hasLeft(coordinator);
            participant.onElect(elect, there);
        } else if (message instanceof Message.Promise promise) {
            election.onPromise(promise);
        } else if (message instanceof Message.Left left) {
            presence.left(left.from());
        } else if (message instanceof Message.Ask ask) {
            onAsk(ask);
        } else if (message instanceof Message.Answer answer) {
            questions.onAnswer(answer);
        } else if (rule != null) {
            onReportToCoordinator(message);
        }
    }

    private void onAsk(Message.Ask ask) {
        Consumer<JsonObject> reply =
                body -> transport.send(ask.from(), new Message.Answer(self, ask.question(), body.encode()));
        JsonObject request = Commands.parse(ask.body());
        if (request == null) {
            reply.accept(Commands.refusal("bad_request", "the question is no JSON object"));
        } else {
            answer(request, reply);
        }
    }

    private void onReportToCoordinator(Message message) {
        if (message instanceof Message.Renew renew) {
            rule.reign.onRenew(renew);
        } else if (message instanceof Message.Drained drained) {
            rule.reign.onDrained(drained);
        } else if (message instanceof Message.Ready ready) {
            rule.reign.onReady(ready);
        } else if (message instanceof Message.Unable unable) {
            rule.reign.onUnable(unable);
        } else if (message instanceof Message.Accepted accepted) {
            rule.reign.onAccepted(accepted);
        } else if (message instanceof Message.Suspect suspect) {
            rule.ballots.onSuspect(suspect.server());
        } else if (message instanceof Message.VoteCast vote) {
            rule.ballots.onVote(vote);
        } else if (message instanceof Message.Refused refused && refused.promised() > rule.reign.term()) {
            rule.reign.depose(refused.promised());
        }
    }

    // ---- reigning

    @Override
    public void won(long term, AgreedState base, AgreedState inherited, Set<String> lost, Set<MemberId> followers) {
        Reign reign = new Reign(
                self,
                timing,
                clock,
                transport,
                presence,
                participant::ledger,
                term,
                base,
                inherited,
                lost,
                Election.freshEpoch(base, clock, random),
                followers);
        reign.onAgreed((state, decision) -> {
            if (decision != null) {
                participant.decided(decision);
            }
            store.write(state);
            onAgreed.accept(state, decision);
        });
        rule = new Rule(
                reign,
                new Ballots(pools, clock, tenure, reign),
                new Commands(pools, clock, tenure, reign, participant::ledger));
        reign.announce();
    }

    /** Ends the reign when another node has been promised more, or a better history has been found. */
    private boolean checkDeposed() {
        if (rule == null) {
            return false;
        }
        long term = rule.reign.term();
        boolean overtaken = participant.promised() > term;
        boolean foreign = !rule.reign.committed().lineage().equals(participant.lineage());
        if (!rule.reign.isDeposed() && !overtaken && !foreign) {
            return false;
        }
        Reign ended = rule.reign;
        rule = null;
        ended.end();
        if (!overtaken && !foreign) {
            election.standAgain(Math.max(term, ended.deposedBy()), ended.knower());
        }
        return true;
    }

    @Override
    public void begin() {
        if (beginning) {
            return;
        }
        beginning = true;
        store.read(copy -> voter.survey(failed -> {
            beginning = false;
            if (participant.target() == null) {
                founding.begin(copy, failed, participant);
            }
        }));
    }

    private void suspect(ServerId server, String cause) {
        if (participant.coordinator() != null) {
            transport.send(participant.coordinator(), new Message.Suspect(self, server, cause));
        }
    }

    /** Live traffic has failed as often in a row as the pool allows, or a connection was lost. */
    void limitReached(ServerId server, String cause) {
        AgreedState applied = participant.applied();
        boolean watched =
                pools.poolOf(server) != null && pools.ejectionOf(server).auto();
        if (watched && applied != null && !applied.isOut(server)) {
            suspect(server, cause);
        }
    }

    /**
     * Live traffic has failed once. A probe now tells soon whether it was more than that: one of a hung server takes long,
     * and is over early if it is begun early.
     */
    void doubted(ServerId server) {
        AgreedState applied = participant.applied();
        boolean watched =
                pools.poolOf(server) != null && pools.ejectionOf(server).auto();
        if (watched && applied != null && !applied.isOut(server)) {
            voter.look(server);
        }
    }

    /** The probe's connection was lost. */
    void lookAt(ServerId server) {
        voter.look(server);
    }

    // ---- commands

    /** Answers a command, here or by way of the coordinator. */
    void command(JsonObject request, Consumer<JsonObject> answer) {
        MemberId coordinator = participant.coordinator();
        boolean reachable = coordinator != null && presence.isThere(coordinator) && !participant.isSilent();
        if (rule != null || !reachable || coordinator.equals(self)) {
            answer(request, answer);
        } else {
            long question = questions.open(answer);
            transport.send(coordinator, new Message.Ask(self, question, request.encode()));
        }
    }

    private void answer(JsonObject request, Consumer<JsonObject> answer) {
        if (rule != null) {
            rule.commands.run(request, answer);
        } else {
            answer.accept(Commands.refusal("no_coordinator", "the fleet has no coordinator at the moment"));
        }
    }

    // ---- leaving

    /** Asks to be counted out. The data path must have stopped. */
    void leave() {
        participant.leave();
        heartbeat();
    }

    /** Whether nobody counts this node any more. */
    boolean isOut() {
        AgreedState known = participant.target();
        return known == null || !known.counts(self) || known.roster().size() == 1;
    }

    /** The last word. */
    void goodbye() {
        rule = null;
        for (MemberId member : presence.members()) {
            if (!member.equals(self)) {
                transport.send(member, new Message.Left(self));
            }
        }
    }

    // ---- what others need to know

    boolean isReigning() {
        return rule != null;
    }

    Participant participant() {
        return participant;
    }

    /** A snapshot for the statistics and health checks. */
    FleetStatus status(Optional<String> fleet) {
        return FleetStatuses.of(self, fleet, participant, timing);
    }
}
