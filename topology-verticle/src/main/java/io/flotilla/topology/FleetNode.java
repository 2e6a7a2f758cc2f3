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
    private final Store store;
    private final Random random;
    private final Presence presence;
    private final Participant participant;
    private final Election election;
    private final FailureDetector detector;
    private final Tenure tenure;
    private final Questions questions;
    private final Greetings greetings;
    private final Founding founding;
    private BiConsumer<AgreedState, Decision> onApplied = (state, decision) -> {};
    private BiConsumer<AgreedState, Decision> onAgreed = (state, decision) -> {};
    /** What it is besides, while it reigns; null for nothing. */
    private Coordinator reigning;

    private boolean beginning;
    private long lastHeartbeat = Long.MIN_VALUE / 2;

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
        this.store = store;
        this.random = random;
        this.presence = new Presence(self);
        this.participant = new Participant(self, timing, clock, transport, gate);
        this.election = new Election(self, timing, clock, transport, presence, participant, random, this);
        this.detector = new FailureDetector(self, pools, clock, random, transport, gate, probes, participant);
        this.tenure = new Tenure(clock);
        this.questions = new Questions(self, clock, transport);
        this.greetings = new Greetings(self, clock, transport, presence);
        this.founding = new Founding(self, pools, clock, random);
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
        return follows && (reigning == null ? !election.isUnderWay() : reigning.isIdle());
    }

    /** To be called every few milliseconds; while it {@link #isCalm}, a few times per heartbeat. */
    void tick() {
        participant.tick();
        questions.tick();
        detector.tick();
        if (clock.millis() - lastHeartbeat >= timing.heartbeat()) {
            lastHeartbeat = clock.millis();
            heartbeat();
        }
        greetings.tick();
        if (reigning == null) {
            election.tick();
        } else {
            reigning.reign().tick();
            if (!checkDeposed()) {
                reigning.ballots().tick();
            }
        }
    }

    private void heartbeat() {
        detector.heartbeat();
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
            detector.onProbeNow(probe);
        } else if (message instanceof Message.Disbelieved disbelieved) {
            detector.onDisbelieved(disbelieved);
        } else {
            participant.receive(message);
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
            questions.onAsk(ask, this::answer);
        } else if (message instanceof Message.Answer answer) {
            questions.onAnswer(answer);
        } else if (reigning != null) {
            reigning.receive(message);
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
        reigning = new Coordinator(
                reign,
                new Ballots(pools, clock, tenure, reign),
                new Commands(pools, clock, tenure, reign, participant::ledger));
        reign.announce();
    }

    /** Ends the reign when another node has been promised more, or a better history has been found. */
    private boolean checkDeposed() {
        if (reigning == null) {
            return false;
        }
        Reign reign = reigning.reign();
        boolean overtaken = reigning.isOvertaken(participant);
        if (!reign.isDeposed() && !overtaken) {
            return false;
        }
        endReign();
        if (!overtaken) {
            election.standAgain(Math.max(reign.term(), reign.deposedBy()), reign.knower());
        }
        return true;
    }

    /** Whoever is told of it and asks for something finds that nobody reigns here. */
    private void endReign() {
        Reign ended = reigning.reign();
        reigning = null;
        ended.end();
    }

    @Override
    public void begin() {
        if (beginning) {
            return;
        }
        beginning = true;
        store.read(copy -> detector.survey(failed -> {
            beginning = false;
            if (participant.target() == null) {
                founding.begin(copy, failed, participant);
            }
        }));
    }

    // ---- servers

    /** Live traffic has failed as often in a row as the pool allows, or a connection was lost. */
    void limitReached(ServerId server, String cause) {
        detector.limitReached(server, cause);
    }

    /** Live traffic has failed once. */
    void doubted(ServerId server) {
        detector.doubted(server);
    }

    /** The probe's connection was lost. */
    void lookAt(ServerId server) {
        detector.lookAt(server);
    }

    // ---- commands

    /** Answers a command, here or by way of the coordinator. */
    void command(JsonObject request, Consumer<JsonObject> answer) {
        MemberId coordinator = participant.coordinator();
        boolean reachable = coordinator != null && presence.isThere(coordinator) && !participant.isSilent();
        if (reigning != null || !reachable || coordinator.equals(self)) {
            answer(request, answer);
        } else {
            questions.ask(coordinator, request, answer);
        }
    }

    private void answer(JsonObject request, Consumer<JsonObject> answer) {
        if (reigning != null) {
            reigning.commands().run(request, answer);
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

    /** The last word: also to whoever waits for the answer to a command. */
    void goodbye() {
        if (reigning != null) {
            endReign();
        }
        questions.end();
        for (MemberId member : presence.members()) {
            if (!member.equals(self)) {
                transport.send(member, new Message.Left(self));
            }
        }
    }

    // ---- what others need to know

    boolean isReigning() {
        return reigning != null;
    }

    Participant participant() {
        return participant;
    }

    /** A snapshot for the statistics and health checks. */
    FleetStatus status(Optional<String> fleet) {
        return FleetStatuses.of(self, fleet, participant, timing);
    }
}
