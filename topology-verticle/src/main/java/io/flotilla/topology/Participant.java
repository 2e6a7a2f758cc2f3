package io.flotilla.topology;

import java.util.List;
import java.util.function.BiConsumer;

/**
 * One node's part in the fleet: holds a lease, remembers what it has promised and accepted, and drives the data path from
 * one agreed state to the next. Every decision needs it: it holds what moves when asked, and lets go only when it knows
 * that the change was agreed or never will be.
 *
 * <pre>
 *   ROUTING --Prepare--> HOLDING --drained--> DRAINED --Commit, or the state in a Grant--> ROUTING (next)
 *                           |                    |
 *                           +----- Abandon, or a Grant that knows of no change -----> ROUTING (as before)
 *   no lease while HOLDING or DRAINED: what is held is shed, since the others may have switched by now
 * </pre>
 */
final class Participant {
    private final MemberId self;
    private final Timing timing;
    private final Clock clock;
    private final Transport transport;
    private final Gate gate;
    private final Lease lease;
    private final Promises promises = new Promises();
    private final Ledger ledger = new Ledger();
    private final Announcements announcements;
    private BiConsumer<AgreedState, Decision> onApplied = (state, decision) -> {};

    /** What the data path routes by; null before anything is known. */
    private AgreedState applied;
    /** The newest state known to be agreed. */
    private AgreedState target;

    private boolean applying;
    /** Whether the data path was told, for the switch under way, that records are missing. */
    private boolean knowsOfLoss;

    private Hold hold;
    /** A switch that was asked for while the data path takes on the state before it; null for none. */
    private Message.Prepare early;

    /** What was agreed last in the history that this node left to go on alone; null if it never did. */
    private AgreedState left;

    private Lineage lineage;
    private MemberId coordinator;
    private long coordinatorTerm;
    private long lastSeq;
    private long lastStamp = -1;
    private long lastContact;
    private boolean leaving;
    private List<NodeStatus> nodes = List.of();
    private List<ServerId> disbelieved = List.of();

    /** A switch that the data path was asked to prepare. */
    private static final class Hold {
        private AgreedState next;
        private long term;
        private long change;
        private long seq;
        private boolean drained;
        /** It has drained, but old values could not be deleted on a server that returns. */
        private boolean unable;

        private boolean shed;

        Hold(AgreedState next, long term, long change, long seq) {
            this.next = next;
            this.term = term;
            this.change = change;
            this.seq = seq;
        }
    }

    Participant(MemberId self, Timing timing, Clock clock, Transport transport, Gate gate) {
        this.self = self;
        this.timing = timing;
        this.clock = clock;
        this.transport = transport;
        this.gate = gate;
        this.announcements = new Announcements(self, transport, gate);
        this.lease = new Lease(timing, clock, gate);
        this.lastContact = clock.millis();
    }

    /** Told after each state that the data path has taken on; the decision is null when it is not known. */
    void onApplied(BiConsumer<AgreedState, Decision> listener) {
        onApplied = listener;
    }

    void start() {
        lease.start();
    }

    // ---- the lease

    /** Watches the lease; to be called often. */
    void tick() {
        lease.tick();
        if (!lease.isHeld() && hold != null && !hold.shed && target == applied) {
            hold.shed = true;
            gate.shed();
        }
        if (target != null && !target.lineage().equals(lineage) && silentMillis() > timing.lease()) {
            // A better history was heard of, and is gone before it took this node in.
            lineage = target.lineage();
        }
        advance();
    }

    /** Asks for the lease, and tells what the coordinator needs to know. */
    void renew(MemberId to) {
        long drained = hold != null && hold.drained && hold.term == coordinatorTerm ? hold.change : 0;
        StateRef ref = applied == null ? null : applied.ref();
        transport.send(
                to,
                new Message.Renew(
                        self, coordinatorTerm, clock.millis(), lastStamp, ref, drained, disbelieved, leaving));
    }

    boolean hasLease() {
        return lease.isHeld();
    }

    /** How long the lease lasts; 0 without one. */
    long leaseMillis() {
        return lease.millis();
    }

    void onGrant(Message.Grant grant) {
        if (!follows(grant, grant.ref().lineage())) {
            return;
        }
        boolean first = lastStamp < 0;
        lastStamp = grant.stamp();
        nodes = grant.nodes();
        if (grant.state() != null) {
            ledger.replace(grant.ledger());
            learn(grant.state());
        }
        dropUnlessPending(grant);
        if (target != null && target.ref().equals(grant.ref())) {
            promises.givenUp(grant.term(), grant.since());
        }
        if (grant.leaseMillis() > 0 && applied != null && isCurrent(grant.ref())) {
            lease.extend(grant.echo() + grant.leaseMillis());
        }
        if (first) {
            renew(grant.from());
        }
    }

    private boolean isCurrent(StateRef ref) {
        return applied.lineage().equals(ref.lineage()) && !applied.ref().isOlderThan(ref);
    }

    /**
     * A coordinator that knows of no such change has made sure that nobody will ever commit it; and not while it asks for
     * what goes on with it.
     */
    private void dropUnlessPending(Message.Grant grant) {
        if (early != null && (grant.since() == 0 || early.change() < grant.since())) {
            early = null;
        }
        if (hold == null || target != applied) {
            return;
        }
        boolean given = grant.term() == hold.term
                ? grant.seq() > hold.seq && (grant.since() == 0 || hold.change < grant.since())
                : grant.term() > hold.term && grant.pending() == 0;
        if (given) {
            release();
        }
    }

    private void release() {
        hold = null;
        gate.condemned(List.of());
        gate.abort();
    }

    /** Whether a coordinator's message counts. The one of an old term is told so. */
    private boolean follows(Message.Ruled message, Lineage history) {
        if (lineage != null && !lineage.equals(history)) {
            boolean bound = target != null && target.counts(self);
            if (bound && !history.winsOver(lineage)) {
                return false;
            }
            forgetPromises();
        }
        if (message.term() < promises.term()) {
            transport.send(message.from(), new Message.Refused(self, promises.term()));
            return false;
        }
        promises.follow(message.term());
        lineage = history;
        if (message.term() != coordinatorTerm || !message.from().equals(coordinator)) {
            coordinator = message.from();
            coordinatorTerm = message.term();
            lastSeq = 0;
            lastStamp = -1;
            early = null;
        }
        if (message.seq() < lastSeq) {
            return false;
        }
        lastSeq = message.seq();
        lastContact = clock.millis();
        return true;
    }

    private void forgetPromises() {
        promises.forget();
        lease.drop();
    }

    // ---- elections

    void onElect(Message.Elect elect, boolean coordinatorIsThere) {
        if (isLeftBehind(elect.ref())) {
            // That fleet has gone on without the candidate: nobody may be promised anything on what it still knows.
            transport.send(elect.from(), new Message.Commit(self, elect.term(), 0, left, null));
        } else if (elect.ref() != null
                && lineage != null
                && elect.ref().lineage().winsOver(lineage)) {
            // An older fleet, which needs this node: whoever reigns in the younger one yields.
            forgetPromises();
            lineage = elect.ref().lineage();
            lastContact = clock.millis();
            coordinator = null;
        }
        boolean granted = promises.isGiven(elect.term(), elect.from())
                || (elect.term() > promises.term() && mayFollow(elect, coordinatorIsThere));
        if (granted) {
            promises.give(elect.term(), elect.from());
        }
        transport.send(elect.from(), promises.answer(self, elect.term(), granted, target));
    }

    private boolean isLeftBehind(StateRef ref) {
        return ref != null
                && left != null
                && !left.lineage().equals(lineage)
                && ref.lineage().equals(left.lineage())
                && ref.isOlderThan(left.ref());
    }

    private boolean mayFollow(Message.Elect elect, boolean coordinatorIsThere) {
        if (lineage != null && (elect.ref() == null || !elect.ref().lineage().equals(lineage))) {
            return false;
        }
        boolean content = coordinator != null && coordinatorIsThere && !isSilent();
        return !content || elect.from().equals(coordinator);
    }

    boolean isSilent() {
        return silentMillis() > timing.silence();
    }

    /** How long the coordinator has said nothing. */
    long silentMillis() {
        return clock.millis() - lastContact;
    }

    // ---- switches

    void onAnnounce(Message.Announce announce) {
        if (!follows(announce, announce.base().lineage())) {
            return;
        }
        learn(announce.base());
        if (applied != null && !applying && applied.ref().equals(announce.base().ref())) {
            announcements.take(announce);
        }
    }

    void onPrepare(Message.Prepare prepare) {
        if (!follows(prepare, prepare.base().lineage())) {
            return;
        }
        learn(prepare.base());
        if (applying) {
            early = prepare;
        } else {
            prepare(prepare);
        }
    }

    private void prepare(Message.Prepare prepare) {
        if (applied == null || !applied.ref().equals(prepare.base().ref())) {
            return;
        }
        if (prepare.recordsLost() && !knowsOfLoss) {
            knowsOfLoss = true;
            gate.recordsLost();
        } else if (hold != null && !hold.unable && hold.next.routesLike(prepare.next())) {
            hold.next = prepare.next();
            hold.term = prepare.term();
            hold.change = prepare.change();
            hold.seq = prepare.seq();
            tellDrained();
            return;
        }
        take(new Hold(prepare.next(), prepare.term(), prepare.change(), prepare.seq()));
    }

    private void take(Hold taken) {
        hold = taken;
        gate.condemned(taken.next.out().stream()
                .filter(out -> out.reason() == Out.Reason.FAILED && !applied.isOut(out.server()))
                .map(Out::server)
                .toList());
        gate.prepare(taken.next.topology(), ok -> onPrepared(taken, ok));
    }

    private void onPrepared(Hold taken, boolean ok) {
        if (hold != taken) {
            return;
        }
        // What is agreed does not wait for a server that returned then and fails now: others have seen to its old
        // values.
        if (!ok && taken.change != 0) {
            // It goes on to hold: if this was inherited, somebody may have switched already.
            taken.unable = true;
            if (coordinator != null && taken.term == coordinatorTerm) {
                transport.send(coordinator, new Message.Unable(self, taken.term, taken.change));
            }
            advance();
            return;
        }
        taken.drained = true;
        tellDrained();
        advance();
    }

    private void tellDrained() {
        if (hold.drained && coordinator != null && hold.term == coordinatorTerm && hold.change != 0) {
            boolean next = target.lineage().equals(hold.next.lineage()) && target.version() < hold.next.version();
            boolean accepted = next && promises.accept(hold.next, hold.term, hold.change);
            transport.send(coordinator, new Message.Drained(self, hold.term, hold.change, accepted));
        }
    }

    void onAbandon(Message.Abandon abandon) {
        if (target == null || !follows(abandon, target.lineage())) {
            return;
        }
        promises.givenUp(abandon.term(), abandon.change() + 1);
        if (early != null && early.change() <= abandon.change()) {
            early = null;
        }
        if (hold != null && target == applied && hold.term == abandon.term() && hold.change <= abandon.change()) {
            release();
        }
    }

    void onAccept(Message.Accept accept) {
        if (!follows(accept, accept.base().lineage())) {
            return;
        }
        learn(accept.base());
        // Who comes back from another history may help this one on before it has taken over its state.
        boolean foreign = !target.lineage().equals(accept.base().lineage());
        boolean isNext = foreign || target.version() < accept.next().version();
        boolean accepted = isNext && promises.accept(accept.next(), accept.term(), accept.change());
        if (accepted || target.equals(accept.next())) {
            transport.send(accept.from(), new Message.Accepted(self, accept.term(), accept.change()));
        }
    }

    void onCommit(Message.Commit commit) {
        // Who has drained for a later coordinator is counted on not to switch by the word of an earlier one.
        boolean deposed = commit.term() < promises.term();
        if (target != null && (deposed || !commit.state().lineage().equals(target.lineage()))) {
            return;
        }
        if (commit.decision() != null
                && (target == null || target.version() < commit.state().version())) {
            ledger.record(commit.decision());
        }
        learn(commit.state());
    }

    /** This state is agreed: the data path is to get there. */
    private void learn(AgreedState state) {
        boolean same = target != null && target.lineage().equals(state.lineage());
        if (same && target.version() >= state.version()) {
            return;
        }
        if (!same && target != null && state.epoch() <= target.epoch()) {
            return;
        }
        target = state;
        promises.settle(state, same);
        advance();
    }

    /** Takes the next step from what is applied to what is agreed. */
    private void advance() {
        if (applying || target == null || target == applied) {
            return;
        }
        if (hold != null && hold.next.routesLike(target)) {
            if (hold.drained || hold.unable) {
                commit(target);
            }
        } else if (applied == null || applied.routesLike(target)) {
            commit(target);
        } else {
            // Those who were not there for the switch make up for it: they too hold and drain before they follow.
            take(new Hold(target, 0, 0, 0));
        }
    }

    private void commit(AgreedState state) {
        applying = true;
        hold = null;
        gate.condemned(List.of());
        knowsOfLoss = false;
        if (applied != null && !applied.out().isEmpty() && !state.roster().containsAll(applied.roster())) {
            gate.recordsLost();
        }
        gate.commit(state.topology(), () -> {
            applying = false;
            applied = state;
            onApplied.accept(state, ledger.of(state.epoch()));
            advance();
            prepareEarly();
        });
    }

    /** If it has come to nothing meanwhile, it is not held for: nobody would let go of it. */
    private void prepareEarly() {
        if (early == null || applying) {
            return;
        }
        Message.Prepare asked = early;
        early = null;
        boolean followed = asked.from().equals(coordinator) && asked.term() == coordinatorTerm;
        if (followed && asked.term() >= promises.term() && target == applied) {
            prepare(asked);
        }
    }

    // ---- what others need to know

    /** Begins a history, or goes on in a new one: nobody else is there to agree. */
    void begin(AgreedState state, Decision decision) {
        left = target;
        target = null;
        lineage = state.lineage();
        forgetPromises();
        ledger.record(decision);
        if (!state.out().isEmpty()) {
            gate.recordsLost();
        }
        learn(state);
    }

    /** This node, as coordinator, has made a decision: whoever asks from now on is told of it with the state. */
    void decided(Decision decision) {
        ledger.record(decision);
    }

    List<Decision> ledger() {
        return ledger.list();
    }

    void leave() {
        leaving = true;
    }

    boolean isLeaving() {
        return leaving;
    }

    void disbelieve(List<ServerId> servers) {
        disbelieved = List.copyOf(servers);
    }

    List<ServerId> disbelieved() {
        return disbelieved;
    }

    AgreedState applied() {
        return applied;
    }

    AgreedState target() {
        return target;
    }

    boolean isHolding() {
        return hold != null;
    }

    long promised() {
        return promises.term();
    }

    MemberId coordinator() {
        return coordinator;
    }

    long coordinatorTerm() {
        return coordinatorTerm;
    }

    /** The history of the coordinator that is followed; null before anything is known. */
    Lineage lineage() {
        return lineage;
    }

    List<NodeStatus> nodes() {
        return nodes;
    }
}
