package io.flotilla.topology;

import java.util.List;
import java.util.function.BiConsumer;

/**
 * One node's part in the fleet: holds a lease, follows a coordinator ({@link Allegiance}), remembers what it has promised and
 * accepted, and has the data path go from one agreed state to the next ({@link Transition}). Every decision needs it.
 */
final class Participant {
    private final MemberId self;
    private final Clock clock;
    private final Transport transport;
    private final Lease lease;
    private final Promises promises = new Promises();
    private final Ledger ledger = new Ledger();
    private final Allegiance allegiance;
    private final Transition transition;
    private final Announcements announcements;
    private BiConsumer<AgreedState, Decision> onApplied = (state, decision) -> {};

    private boolean leaving;
    private List<NodeStatus> nodes = List.of();
    private List<ServerId> disbelieved = List.of();

    Participant(MemberId self, Timing timing, Clock clock, Transport transport, Gate gate) {
        this.self = self;
        this.clock = clock;
        this.transport = transport;
        this.announcements = new Announcements(self, transport, gate);
        this.lease = new Lease(timing, clock, gate);
        this.allegiance = new Allegiance(self, timing, clock, transport, lease, promises);
        this.transition = new Transition(
                self,
                transport,
                gate,
                allegiance,
                promises,
                state -> onApplied.accept(state, ledger.of(state.epoch())));
    }

    /** Told after each state that the data path has taken on; the decision is null when it is not known. */
    void onApplied(BiConsumer<AgreedState, Decision> listener) {
        onApplied = listener;
    }

    void start() {
        lease.start();
    }

    /** Begins a history, or goes on in a new one: nobody else is there to agree. */
    void begin(AgreedState state, Decision decision) {
        allegiance.begin(state.lineage(), target());
        ledger.record(decision);
        transition.begin(state);
    }

    // ---- the lease

    /** Watches the lease; to be called often. */
    void tick() {
        lease.tick();
        if (!lease.isHeld()) {
            transition.shed();
        }
        allegiance.tick(target());
        transition.advance();
    }

    /** Asks for the lease, and tells what the coordinator needs to know. */
    void renew(MemberId to) {
        long term = allegiance.coordinatorTerm();
        StateRef ref = applied() == null ? null : applied().ref();
        transport.send(
                to,
                new Message.Renew(
                        self,
                        term,
                        clock.millis(),
                        allegiance.lastStamp(),
                        ref,
                        transition.drained(term),
                        disbelieved,
                        leaving));
    }

    // ---- messages

    /** What a coordinator says of leases and switches. */
    void receive(Message.Ruled message) {
        if (message instanceof Message.Grant grant) {
            onGrant(grant);
        } else if (message instanceof Message.Announce announce) {
            onAnnounce(announce);
        } else if (message instanceof Message.Prepare prepare) {
            onPrepare(prepare);
        } else if (message instanceof Message.Abandon abandon) {
            onAbandon(abandon);
        } else if (message instanceof Message.Accept accept) {
            onAccept(accept);
        } else if (message instanceof Message.Commit commit) {
            onCommit(commit);
        }
    }

    private void onGrant(Message.Grant grant) {
        if (!follows(grant, grant.ref().lineage())) {
            return;
        }
        boolean first = allegiance.lastStamp() < 0;
        allegiance.stamp(grant.stamp());
        nodes = grant.nodes();
        if (grant.state() != null) {
            ledger.replace(grant.ledger());
            transition.learn(grant.state());
        }
        transition.onGrant(grant);
        if (target() != null && target().ref().equals(grant.ref())) {
            promises.givenUp(grant.term(), grant.since());
        }
        if (grant.leaseMillis() > 0 && transition.hasReached(grant.ref())) {
            lease.extend(grant.echo() + grant.leaseMillis());
        }
        if (first) {
            renew(grant.from());
        }
    }

    private boolean follows(Message.Ruled message, Lineage history) {
        return allegiance.follows(message, history, target());
    }

    private void onAnnounce(Message.Announce announce) {
        if (!follows(announce, announce.base().lineage())) {
            return;
        }
        transition.learn(announce.base());
        if (transition.isSettledIn(announce.base().ref())) {
            announcements.take(announce);
        }
    }

    private void onPrepare(Message.Prepare prepare) {
        if (follows(prepare, prepare.base().lineage())) {
            transition.learn(prepare.base());
            transition.onPrepare(prepare);
        }
    }

    private void onAbandon(Message.Abandon abandon) {
        if (target() != null && follows(abandon, target().lineage())) {
            promises.givenUp(abandon.term(), abandon.change() + 1);
            transition.onAbandon(abandon);
        }
    }

    private void onAccept(Message.Accept accept) {
        if (!follows(accept, accept.base().lineage())) {
            return;
        }
        transition.learn(accept.base());
        // Who comes back from another history may help this one on before it has taken over its state.
        boolean foreign = !target().lineage().equals(accept.base().lineage());
        boolean isNext = foreign || target().version() < accept.next().version();
        boolean accepted = isNext && promises.accept(accept.next(), accept.term(), accept.change());
        if (accepted || target().equals(accept.next())) {
            transport.send(accept.from(), new Message.Accepted(self, accept.term(), accept.change()));
        }
    }

    private void onCommit(Message.Commit commit) {
        AgreedState known = target();
        // Who has drained for a later coordinator is counted on not to switch by the word of an earlier one.
        boolean deposed = commit.term() < promises.termIn(commit.state().lineage());
        if (known != null && (deposed || !commit.state().lineage().equals(known.lineage()))) {
            return;
        }
        if (commit.decision() != null
                && (known == null || known.version() < commit.state().version())) {
            ledger.record(commit.decision());
        }
        transition.learn(commit.state());
    }

    /** Answers a candidate. */
    void onElect(Message.Elect elect, boolean coordinatorIsThere) {
        allegiance.onElect(elect, coordinatorIsThere, target());
    }

    /** This node, as coordinator, has made a decision: whoever asks from now on is told of it with the state. */
    void decided(Decision decision) {
        ledger.record(decision);
    }

    // ---- what the coordinator is told with the next request for a lease

    void leave() {
        leaving = true;
    }

    void disbelieve(List<ServerId> servers) {
        disbelieved = List.copyOf(servers);
    }

    // ---- what others need to know

    /** What the data path routes by; null before anything is known. */
    AgreedState applied() {
        return transition.applied();
    }

    /** The newest state known to be agreed; null for none. */
    AgreedState target() {
        return transition.target();
    }

    boolean isHolding() {
        return transition.isHolding();
    }

    boolean hasLease() {
        return lease.isHeld();
    }

    /** How long the lease lasts; 0 without one. */
    long leaseMillis() {
        return lease.millis();
    }

    /** The highest term that was promised. */
    long promised() {
        return promises.term();
    }

    MemberId coordinator() {
        return allegiance.coordinator();
    }

    long coordinatorTerm() {
        return allegiance.coordinatorTerm();
    }

    boolean isSilent() {
        return allegiance.isSilent();
    }

    /** How long the coordinator has said nothing. */
    long silentMillis() {
        return allegiance.silentMillis();
    }

    /** The history of the coordinator that is followed; null before anything is known. */
    Lineage lineage() {
        return allegiance.lineage();
    }

    List<Decision> ledger() {
        return ledger.list();
    }

    /** The fleet as the coordinator sees it. */
    List<NodeStatus> nodes() {
        return nodes;
    }

    boolean isLeaving() {
        return leaving;
    }

    List<ServerId> disbelieved() {
        return disbelieved;
    }
}
