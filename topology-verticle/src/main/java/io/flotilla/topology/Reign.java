package io.flotilla.topology;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * What the coordinator does: gives leases, keeps the roster, and brings the fleet from one agreed state to the next.
 *
 * <p>A change is agreed when a majority of the roster remembers it (as in Paxos, with this reign's term as ballot); it is
 * asked for only when every node with a lease has drained. A node that is silent is waited for until its lease, which this
 * coordinator or an earlier one gave, has run out. Leases never outlive the coordinator's own hold on a majority, so a later
 * coordinator knows when those of an earlier one are over.
 */
final class Reign {
    /** Added to every lease that is waited out: nodes look at their clocks only so often. */
    private static final long GUARD = 100;
    /** More states than members whose memory is lost can have agreed on unseen. */
    private static final long LOST_VERSIONS = 1000;

    private final MemberId self;
    private final Timing timing;
    private final Clock clock;
    private final Transport transport;
    private final Presence presence;
    private final Supplier<List<Decision>> ledger;
    private final long term;
    private final Map<String, Peer> peers = new HashMap<>();
    private final List<Edit> edits = new ArrayList<>();
    private final long oldLeasesEnd;
    private BiConsumer<AgreedState, Decision> onAgreed = (state, decision) -> {};
    private AgreedState committed;
    private Switch current;
    private long seq;
    private long switches;
    private final Set<String> lost;
    private final long grantsFrom;
    private long floorVersion;
    private long floorEpoch;
    private long notBefore;
    private long lastHeartbeat = Long.MIN_VALUE / 2;
    private long lastAuthority;
    private boolean deposed;
    private long deposedBy;

    /**
     * @param base the newest state known to be agreed
     * @param inherited what may have been agreed after it; null for nothing
     * @param lost ids of members that are dead and were needed for a majority
     * @param freshEpoch what the next epoch must exceed when their memory is lost
     * @param followers who promised to follow
     */
    Reign(
            MemberId self,
            Timing timing,
            Clock clock,
            Transport transport,
            Presence presence,
            Supplier<List<Decision>> ledger,
            long term,
            AgreedState base,
            AgreedState inherited,
            Set<String> lost,
            long freshEpoch,
            Set<MemberId> followers) {
        this.self = self;
        this.timing = timing;
        this.clock = clock;
        this.transport = transport;
        this.presence = presence;
        this.ledger = ledger;
        this.term = term;
        this.committed = base;
        this.lastAuthority = clock.millis();
        this.oldLeasesEnd = clock.millis() + timing.lease();
        this.lost = Set.copyOf(lost);
        if (!lost.isEmpty()) {
            floorEpoch = freshEpoch;
            floorVersion = base.version() + LOST_VERSIONS;
        }
        grantsFrom = lost.isEmpty() ? clock.millis() : oldLeasesEnd;
        base.roster().forEach(this::peer);
        followers.forEach(m -> peer(m).lastHeard = clock.millis());
        if (inherited != null) {
            begin(new Switch(++switches, base, inherited, true, List.of(), clock.millis()));
        }
    }

    void onAgreed(BiConsumer<AgreedState, Decision> listener) {
        onAgreed = listener;
    }

    // ---- leases

    void onRenew(Message.Renew renew) {
        Peer peer = peer(renew.from());
        peer.lastHeard = clock.millis();
        peer.ref = renew.ref();
        peer.leaving = renew.leaving();
        peer.disbelieved = renew.disbelieved();
        if (renew.term() == term) {
            peer.followedAt = Math.max(peer.followedAt, renew.echo());
        }
        if (isForeign(renew.ref())) {
            floorEpoch = Math.max(floorEpoch, renew.ref().epoch());
        } else if (renew.ref() != null && committed.ref().isOlderThan(renew.ref()) || renew.term() > term) {
            depose(renew.term());
            return;
        }
        if (current != null && renew.drained() == current.id && renew.term() == term) {
            current.drained.add(peer.id.id());
        }
        grant(peer, renew.at());
        repeat(peer);
        step();
    }

    private boolean isForeign(StateRef ref) {
        return ref != null && !ref.lineage().equals(committed.lineage());
    }

    private void grant(Peer peer, long echo) {
        long now = clock.millis();
        long lease = echo >= 0 && isEntitled(peer) ? Math.min(timing.lease(), authorityEnd() - now) : 0;
        if (lease > 0) {
            peer.leaseEnd = Math.max(peer.leaseEnd, now + lease);
        }
        boolean behind = peer.ref == null || !peer.ref.equals(committed.ref());
        transport.send(
                peer.id,
                new Message.Grant(
                        self,
                        term,
                        ++seq,
                        committed.ref(),
                        behind ? committed : null,
                        echo,
                        Math.max(0, lease),
                        now,
                        current == null ? 0 : current.id,
                        nodes(),
                        behind ? ledger.get() : List.of()));
    }

    private boolean isEntitled(Peer peer) {
        return clock.millis() >= grantsFrom
                && committed.counts(peer.id)
                && !peer.leaving
                && committed.ref().equals(peer.ref)
                // Who is being counted out has no lease, and must not get one any more.
                && (current == null || current.next.counts(peer.id))
                && (current == null || !current.binds() || current.drained.contains(peer.id.id()));
    }

    /** Until when a majority is sure to follow nobody else. */
    private long authorityEnd() {
        List<Long> followed = Quorum.counted(committed.roster(), lost).stream()
                .map(this::followedAt)
                .sorted(Comparator.reverseOrder())
                .toList();
        for (long since : followed) {
            if (Quorum.holds(committed.roster(), lost, m -> followedAt(m) >= since)) {
                return since + timing.lease();
            }
        }
        // All who were counted are dead: nobody else can decide.
        return followed.isEmpty() ? clock.millis() + timing.lease() : Long.MIN_VALUE;
    }

    private long followedAt(MemberId member) {
        return member.equals(self) ? clock.millis() : peer(member).followedAt;
    }

    /** Whether this coordinator may decide: a majority follows it. */
    boolean hasAuthority() {
        return authorityEnd() > clock.millis();
    }

    private boolean hasLease(Peer peer) {
        return !isDead(peer.id) && !peer.leaving && peer.leaseEnd + GUARD > clock.millis();
    }

    private boolean isDead(MemberId member) {
        return presence.dead(committed.roster()).contains(member.id());
    }

    private boolean isSilent(Peer peer) {
        return clock.millis() - peer.lastHeard > 3L * timing.heartbeat();
    }

    /** The nodes that take part: with a lease, and heard of lately. */
    List<MemberId> live() {
        return committed.roster().stream()
                .filter(m -> hasLease(peer(m)) && !isLongSilent(peer(m)))
                .toList();
    }

    private boolean isLongSilent(Peer peer) {
        return clock.millis() - peer.lastHeard > timing.lease();
    }

    private Peer peer(MemberId member) {
        return peers.computeIfAbsent(
                member.id(), id -> new Peer(member, clock.millis() - 3L * timing.heartbeat() - 1, oldLeasesEnd));
    }

    // ---- time

    /** To be called often: heartbeats to nodes that do not ask, and whatever waits for a lease to run out. */
    void tick() {
        long now = clock.millis();
        boolean stuck = current != null && now - current.started > timing.holdLimit() + 2L * timing.lease();
        if (hasAuthority() && !stuck) {
            lastAuthority = now;
        } else if (now - lastAuthority > timing.lease()) {
            // Perhaps members have died since; an election can find out, a reign cannot.
            depose(term);
            return;
        }
        if (now - lastHeartbeat >= timing.heartbeat()) {
            lastHeartbeat = now;
            for (MemberId member : everyone()) {
                Peer peer = peer(member);
                if (now - peer.lastHeard >= 2L * timing.heartbeat()) {
                    grant(peer, -1);
                }
            }
        }
        step();
    }

    /** Tells everyone at once who rules now. */
    void announce() {
        lastHeartbeat = clock.millis();
        everyone().forEach(m -> grant(peer(m), -1));
    }

    private Set<MemberId> everyone() {
        Set<MemberId> all = new LinkedHashSet<>(committed.roster());
        all.addAll(presence.members());
        return all;
    }

    // ---- changes

    /** Asks for a change; it is made as soon as the fleet can. */
    void edit(Edit edit) {
        edits.add(edit);
        step();
    }

    private void step() {
        if (current == null) {
            startNext();
        }
        if (current != null && current.phase == Switch.Phase.HOLDING) {
            hold();
        }
        if (current != null && current.phase == Switch.Phase.ACCEPTING) {
            finish();
        }
    }

    private void startNext() {
        if (!hasAuthority()) {
            return;
        }
        AgreedState roster = committed.withRoster(wantedRoster());
        AgreedState wanted = roster;
        List<Edit> taken = new ArrayList<>();
        if (mayMove()) {
            for (Edit edit : edits) {
                wanted = edit.apply().apply(wanted);
                taken.add(edit);
            }
        }
        boolean renumber = floorEpoch >= committed.epoch() && floorEpoch > 0;
        if (wanted.equals(committed) && !renumber) {
            edits.removeAll(taken);
            taken.forEach(e -> e.done().accept(committed));
            return;
        }
        edits.removeAll(taken);
        begin(new Switch(++switches, committed, number(wanted, renumber), false, taken, clock.millis()));
    }

    private AgreedState number(AgreedState wanted, boolean renumber) {
        boolean moves = !wanted.routesLike(committed);
        long epoch = moves || renumber ? Math.max(committed.epoch(), floorEpoch) + 1 : committed.epoch();
        return wanted.numbered(committed.lineage(), Math.max(committed.version(), floorVersion) + 1, epoch);
    }

    /** Nothing is held for a node that would only let its lease run out. */
    private boolean mayMove() {
        return !edits.isEmpty()
                && clock.millis() >= notBefore
                && committed.roster().stream().map(this::peer).noneMatch(p -> hasLease(p) && isSilent(p));
    }

    private List<MemberId> wantedRoster() {
        List<MemberId> wanted = new ArrayList<>(committed.roster());
        wanted.removeIf(m -> isDead(m) || peer(m).leaving || isForgotten(peer(m)));
        for (MemberId member : presence.members()) {
            Peer peer = peer(member);
            boolean nameTaken = wanted.stream().anyMatch(m -> m.name().equals(member.name()));
            if (!nameTaken && peer.ref != null && !peer.leaving && !isSilent(peer) && !presence.hasLeft(member)) {
                wanted.add(member);
            }
        }
        return wanted;
    }

    private boolean isForgotten(Peer peer) {
        return !timing.strict()
                && !peer.id.equals(self)
                && !hasLease(peer)
                && clock.millis() - peer.lastHeard > timing.forgetAfter();
    }

    private void begin(Switch change) {
        current = change;
        if (change.phase == Switch.Phase.HOLDING) {
            change.base.roster().forEach(this::sendPrepare);
        } else {
            change.members().forEach(this::sendAccept);
        }
    }

    private void repeat(Peer peer) {
        if (current == null) {
            return;
        }
        if (current.phase == Switch.Phase.HOLDING && !current.drained.contains(peer.id.id())) {
            if (current.base.counts(peer.id)) {
                sendPrepare(peer.id);
            }
        } else if (current.phase == Switch.Phase.ACCEPTING && !current.accepted.contains(peer.id.id())) {
            if (current.members().contains(peer.id)) {
                sendAccept(peer.id);
            }
        }
    }

    private void sendPrepare(MemberId member) {
        transport.send(
                member,
                new Message.Prepare(self, term, ++seq, current.id, current.base, current.next, current.incomplete));
    }

    private void sendAccept(MemberId member) {
        transport.send(member, new Message.Accept(self, term, ++seq, current.id, current.base, current.next));
    }

    private void hold() {
        boolean all = current.base.roster().stream()
                .map(this::peer)
                .allMatch(p -> current.drained.contains(p.id.id()) || !hasLease(p));
        if (all && current.returnsServer() && !current.incomplete && !everyoneDrained()) {
            restartIncomplete();
        } else if (all) {
            current.step("drained", clock.millis());
            current.phase = Switch.Phase.ACCEPTING;
            current.members().forEach(this::sendAccept);
        } else if (!current.inherited && clock.millis() - current.started > timing.holdLimit()) {
            abandon();
        }
    }

    private boolean everyoneDrained() {
        return current.base.roster().stream().allMatch(m -> current.drained.contains(m.id()));
    }

    /** A server must not return by the records of some nodes only: all are told, and prepare anew. */
    private void restartIncomplete() {
        Switch anew =
                new Switch(++switches, current.base, current.next, current.inherited, current.edits, clock.millis());
        anew.incomplete = true;
        begin(anew);
    }

    /** A node that is there does not drain: its requests are waited for, but nobody else's are held for them. */
    private void abandon() {
        Switch given = current;
        current = null;
        notBefore = clock.millis() + timing.lease();
        edits.addAll(0, given.edits);
        everyone().forEach(m -> transport.send(m, new Message.Abandon(self, term, ++seq, given.id)));
    }

    private void finish() {
        boolean agreed = isAccepted(current.base) && isAccepted(current.next);
        if (!agreed) {
            return;
        }
        current.step("agreed", clock.millis());
        Switch done = current;
        Set<MemberId> told = everyone();
        committed = done.next;
        current = null;
        told.addAll(committed.roster());
        Decision decision = done.decision(self.name(), clock.wallMillis());
        told.forEach(m -> transport.send(m, new Message.Commit(self, term, ++seq, committed, decision)));
        onAgreed.accept(committed, decision);
        done.edits.forEach(e -> e.done().accept(committed));
        startNext();
    }

    private boolean isAccepted(AgreedState state) {
        return Quorum.holds(state.roster(), lost, m -> current.accepted.contains(m.id()));
    }

    void onDrained(Message.Drained drained) {
        if (current != null && drained.term() == term && drained.change() == current.id) {
            current.drained.add(drained.from().id());
            step();
        }
    }

    void onAccepted(Message.Accepted accepted) {
        if (current != null && accepted.term() == term && accepted.change() == current.id) {
            current.accepted.add(accepted.from().id());
            step();
        }
    }

    // ---- what others need to know

    void send(MemberId to, java.util.function.LongFunction<Message> numbered) {
        transport.send(to, numbered.apply(++seq));
    }

    /** A node has promised a later term, or knows more: this reign is over. */
    void depose(long by) {
        deposed = true;
        deposedBy = Math.max(deposedBy, by);
    }

    /** The highest term that was heard of. */
    long deposedBy() {
        return deposedBy;
    }

    /** Whoever waits for a change is told that this coordinator will not make it. */
    void end() {
        List<Edit> given = new ArrayList<>(edits);
        if (current != null) {
            given.addAll(current.edits);
        }
        edits.clear();
        given.forEach(e -> e.done().accept(null));
    }

    boolean isDeposed() {
        return deposed;
    }

    MemberId self() {
        return self;
    }

    long term() {
        return term;
    }

    AgreedState committed() {
        return committed;
    }

    /** The committed state as it will be when all that is asked for is done. */
    AgreedState intended() {
        AgreedState intended = current == null ? committed : current.next;
        for (Edit edit : edits) {
            intended = edit.apply().apply(intended);
        }
        return intended;
    }

    private List<NodeStatus> nodes() {
        return committed.roster().stream().map(m -> status(peer(m))).toList();
    }

    private NodeStatus status(Peer peer) {
        long lease = Math.max(0, peer.leaseEnd - clock.millis());
        return new NodeStatus(
                peer.id.name(),
                peer.ref == null ? 0 : peer.ref.epoch(),
                lease,
                peer.id.equals(self),
                isLongSilent(peer),
                peer.disbelieved.stream().map(ServerId::toString).toList());
    }
}
