package io.flotilla.topology;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/**
 * When the fleet has no coordinator: the oldest node stands first, the others a little later each. Who is promised by a
 * majority of the roster learns what is agreed and what may be, and reigns. A node that is the oldest of all that are there,
 * none of which knows anything, begins a new fleet.
 */
final class Election {
    /** Between the attempts of nodes that follow each other in age. */
    private static final long STAGGER = 200;

    /** More decisions than those who were lost can have made unseen. */
    static final int LOST_EPOCHS = 16;

    private static final long ANSWER_LIMIT = 400;
    /** How long silent nodes are waited for before a new fleet is begun without asking them. */
    private static final long BIRTH_LIMIT = 1500;

    private final MemberId self;
    private final Timing timing;
    private final Clock clock;
    private final Transport transport;
    private final Presence presence;
    private final Participant participant;
    private final Random random;
    private final Outcome outcome;
    private final long startedAt;
    private final Map<String, Long> lastHeard = new HashMap<>();

    private Candidacy candidacy;
    /** By whose rosters promises counted when they were counted last: what others knew, and what may have been agreed since. */
    private List<AgreedState> told = List.of();

    private long highestTerm;
    private long notBefore;
    private long lastTick;
    /** Since when this node would have noticed that somebody spoke to it. */
    private long awakeSince;

    /** What an election ends in. */
    interface Outcome {
        /** This node reigns; those who are lost were needed for a majority, and are dead. */
        void won(long term, AgreedState base, AgreedState inherited, Set<String> lost, Set<MemberId> followers);

        /** Nobody knows anything: this node is to begin a fleet. */
        void begin();
    }

    private static final class Candidacy {
        private final long term;
        private final long since;
        private final Map<MemberId, Message.Promise> answers = new HashMap<>();
        /** Whose answer is waited for, whoever else has answered; null for nobody. */
        private MemberId knower;

        Candidacy(long term, long since) {
            this.term = term;
            this.since = since;
        }

        boolean nobodyKnows() {
            return answers.values().stream().allMatch(p -> p.state() == null);
        }

        boolean hasPromised(MemberId member) {
            Message.Promise promise = answers.get(member);
            return promise != null && promise.granted();
        }
    }

    Election(
            MemberId self,
            Timing timing,
            Clock clock,
            Transport transport,
            Presence presence,
            Participant participant,
            Random random,
            Outcome outcome) {
        this.self = self;
        this.timing = timing;
        this.clock = clock;
        this.transport = transport;
        this.presence = presence;
        this.participant = participant;
        this.random = random;
        this.outcome = outcome;
        this.startedAt = clock.millis();
        this.lastTick = startedAt;
        this.awakeSince = startedAt;
    }

    /** A node has said something, whatever it was. */
    void heard(MemberId member) {
        lastHeard.put(member.id(), clock.millis());
    }

    /**
     * Stands at once: this node reigned, and only its term was overtaken.
     *
     * @param knower who knows more than this node, which may be a majority without it; null for nobody
     */
    void standAgain(long overtakenBy, MemberId knower) {
        highestTerm = Math.max(highestTerm, overtakenBy);
        stand();
        candidacy.knower = knower;
    }

    /** Whether this node waits for what others answer to its candidacy. */
    boolean isUnderWay() {
        return candidacy != null;
    }

    /** To be called often while this node does not reign. */
    void tick() {
        long now = clock.millis();
        if (now - lastTick > timing.lease()) {
            awakeSince = now;
        }
        lastTick = now;
        if (candidacy != null && now - candidacy.since > ANSWER_LIMIT) {
            Candidacy given = candidacy;
            candidacy = null;
            notBefore = now + STAGGER * (1 + rank());
            if (participant.target() != null) {
                considerFork(given);
            } else if (now - startedAt > BIRTH_LIMIT && given.nobodyKnows()) {
                outcome.begin();
            }
        } else if (candidacy == null && now >= notBefore && isDue()) {
            stand();
        }
    }

    private boolean isDue() {
        if (participant.isLeaving() || !isEligible()) {
            return false;
        }
        MemberId coordinator = participant.coordinator();
        boolean gone = coordinator == null || !presence.isThere(coordinator) || presence.hasLeft(coordinator);
        long patience = gone ? STAGGER * rank() : timing.silence() + STAGGER * rank();
        return participant.silentMillis() > patience;
    }

    /** Who knows nothing stands only as the oldest; who is not counted only when all that were are dead. */
    private boolean isEligible() {
        AgreedState known = participant.target();
        if (known == null) {
            return presence.members().indexOf(self) == 0;
        }
        return known.counts(self)
                || presence.dead(known.roster()).size() == known.roster().size();
    }

    private int rank() {
        return Math.max(0, presence.members().indexOf(self));
    }

    private void stand() {
        highestTerm = Math.max(highestTerm, participant.promised()) + 1;
        candidacy = new Candidacy(highestTerm, clock.millis());
        AgreedState known = participant.target();
        StateRef ref = known == null ? null : known.ref();
        Message.Elect elect = new Message.Elect(self, candidacy.term, ref, counted(known));
        voters().forEach(m -> transport.send(m, elect));
    }

    /**
     * Whose promises count, as far as this node knows by now: who is in another history comes over if it is one of these. Nobody, if
     * with those who are there they would not be enough: then it would come over in vain, and again for each candidacy.
     */
    private List<MemberId> counted(AgreedState known) {
        if (known == null) {
            return List.of();
        }
        boolean heard = !told.isEmpty()
                && told.get(0).lineage().equals(known.lineage())
                && !told.get(0).ref().isOlderThan(known.ref());
        Set<MemberId> counted = new LinkedHashSet<>();
        for (AgreedState state : heard ? told : List.of(known)) {
            if (!areEnoughThere(state)) {
                return List.of();
            }
            counted.addAll(state.roster());
        }
        return List.copyOf(counted);
    }

    /** Whether this node would win if all who are there promised: see {@link #countRoster}. */
    private boolean areEnoughThere(AgreedState state) {
        Predicate<MemberId> there = m -> presence.isThere(m) && !presence.hasLeft(m);
        Set<String> dead = presence.dead(state.roster());
        return Quorum.holds(state.roster(), Set.of(), there)
                || Quorum.counted(state.roster(), dead).stream().allMatch(there);
    }

    private Set<MemberId> voters() {
        Set<MemberId> voters = new LinkedHashSet<>(presence.members());
        if (participant.target() != null) {
            voters.addAll(participant.target().roster());
        }
        return voters;
    }

    void onPromise(Message.Promise promise) {
        highestTerm = Math.max(highestTerm, promise.promised());
        if (candidacy == null || promise.term() != candidacy.term) {
            return;
        }
        candidacy.answers.put(promise.from(), promise);
        if (participant.target() == null) {
            countUnknowing();
        } else {
            countPromises();
        }
        if (candidacy != null
                && participant.target() != null
                && candidacy.answers.keySet().containsAll(presence.members())
                && presence.members().size() > 1) {
            // Somebody is still content with a coordinator that this node knows to be gone.
            candidacy = null;
            notBefore = clock.millis() + STAGGER / 2;
        }
    }

    private void countUnknowing() {
        if (candidacy.answers.keySet().containsAll(presence.members()) && candidacy.nobodyKnows()) {
            candidacy = null;
            outcome.begin();
        }
    }

    /**
     * A majority of the whole roster may have decided anything together; what it knows is all there is to know. That holds for the
     * roster of what may have been agreed as well: if it was, decisions are made by a majority of that one, which need not share a
     * node with a majority of the roster before.
     */
    private void countPromises() {
        Candidacy mine = candidacy;
        if (mine.knower != null && presence.isThere(mine.knower) && !mine.answers.containsKey(mine.knower)) {
            return;
        }
        AgreedState base = newest(mine);
        AgreedState inherited = inherited(base, mine);
        told = inherited == null ? List.of(base) : List.of(base, inherited);
        Set<String> lost = new HashSet<>();
        if (!countRoster(base, mine, lost) || (inherited != null && !countRoster(inherited, mine, lost))) {
            return;
        }
        Set<MemberId> followers = new HashSet<>(mine.answers.keySet());
        followers.removeIf(m -> !mine.hasPromised(m));
        candidacy = null;
        outcome.won(mine.term, base, inherited, lost, followers);
    }

    /**
     * Whether a majority of a state's roster has promised. If none can be had because of the dead, all the living are needed, and
     * those who took the place of the dead, which are noted.
     */
    private boolean countRoster(AgreedState state, Candidacy mine, Set<String> lost) {
        if (Quorum.holds(state.roster(), Set.of(), mine::hasPromised)) {
            return true;
        }
        Set<String> dead = lost(state, mine);
        lost.addAll(dead);
        return Quorum.counted(state.roster(), dead).stream().allMatch(mine::hasPromised);
    }

    /** The dead whose memory cannot be asked for: what their successors learned has been. */
    private Set<String> lost(AgreedState base, Candidacy mine) {
        Set<String> lost = new HashSet<>();
        for (MemberId member : base.roster()) {
            MemberId successor = presence.successor(member);
            if (successor == null ? presence.hasLeft(member) : mine.hasPromised(successor)) {
                lost.add(member.id());
            }
        }
        return lost;
    }

    private AgreedState newest(Candidacy mine) {
        AgreedState newest = participant.target();
        for (Message.Promise p : mine.answers.values()) {
            boolean ours = p.state() != null && p.state().lineage().equals(newest.lineage());
            if (ours && p.state().version() > newest.version()) {
                newest = p.state();
            }
        }
        return newest;
    }

    /** What may have been agreed: of all that was accepted after the base, what was asked for last. */
    private AgreedState inherited(AgreedState base, Candidacy mine) {
        Message.Promise latest = null;
        for (Message.Promise p : mine.answers.values()) {
            boolean next = p.accepted() != null
                    && p.accepted().lineage().equals(base.lineage())
                    && p.accepted().version() > base.version();
            if (next && (latest == null || isLater(p, latest))) {
                latest = p;
            }
        }
        return latest == null ? null : latest.accepted();
    }

    private static boolean isLater(Message.Promise p, Message.Promise than) {
        return p.acceptedTerm() > than.acceptedTerm()
                || (p.acceptedTerm() == than.acceptedTerm() && p.acceptedChange() > than.acceptedChange());
    }

    /** An epoch that members whose memory is lost, or cannot be asked, have not given to another topology. */
    static long freshEpoch(AgreedState last, Clock clock, Random random) {
        return Math.max(last.epoch() + LOST_EPOCHS, clock.wallMillis()) + random.nextInt(1000);
    }

    /** One of two nodes goes on alone when the other has been missing for long, unless it is told to be strict. */
    private void considerFork(Candidacy given) {
        AgreedState base = newest(given);
        AgreedState inherited = inherited(base, given);
        AgreedState last = inherited == null ? base : inherited;
        List<MemberId> counted = living(last);
        // A third who goes by the roster before could be followed afterwards, and would not know of what may have been
        // agreed.
        boolean two = counted.size() == 2 && counted.contains(self) && counted.containsAll(living(base));
        if (timing.strict() || !two || !given.hasPromised(self)) {
            return;
        }
        MemberId other = counted.get(0).equals(self) ? counted.get(1) : counted.get(0);
        long heard = Math.max(awakeSince, lastHeard.getOrDefault(other.id(), startedAt));
        if (!presence.isThere(other) && clock.millis() - heard > timing.forgetAfter() + timing.lease()) {
            AgreedState forked = last.withRoster(List.of(self))
                    .numbered(
                            base.lineage().fork(Long.toHexString(random.nextLong())),
                            last.version() + 1,
                            freshEpoch(last, clock, random));
            participant.begin(
                    forked,
                    new Decision(
                            forked.epoch(),
                            clock.wallMillis(),
                            self.name(),
                            List.of(new Decision.Change(
                                    "go-on-alone", "", "", other.name() + " is missing", List.of())),
                            List.of()));
        }
    }

    private List<MemberId> living(AgreedState state) {
        return Quorum.counted(state.roster(), presence.dead(state.roster()));
    }
}
