package io.flotilla.topology;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What the coordinator does: gives leases, keeps the roster, and brings the fleet from one agreed state to the next.
 *
 * <p>A change is agreed when a majority of the roster remembers it (as in Paxos, with this reign's term as ballot); it is
 * asked for only when every node with a lease has drained. A node that is silent is waited for until its lease, which this
 * coordinator or an earlier one gave, has run out.
 */
final class Reign {
    private static final System.Logger LOG = System.getLogger(Reign.class.getName());
    /** More states than members whose memory is lost can have agreed on unseen. */
    private static final long LOST_VERSIONS = 1000;
    /** How long nodes may do ahead what a return needs; what is left then is done while requests are held. */
    private static final long READY_LIMIT = 5000;

    private final MemberId self;
    private final Timing timing;
    private final Clock clock;
    private final Transport transport;
    private final Presence presence;
    private final Supplier<List<Decision>> ledger;
    private final long term;
    private final Followers followers;
    private final EditQueue edits = new EditQueue();
    private final ReturnPatience patience;
    private BiConsumer<AgreedState, Decision> onAgreed = (state, decision) -> {};
    private AgreedState committed;
    private Switch current;
    private long seq;
    private long switches;
    private final Set<String> lost;
    private long floorVersion;
    private long floorEpoch;
    private long notBefore;
    private long lastHeartbeat = Long.MIN_VALUE / 2;
    private long lastAuthority;
    private boolean deposed;
    private long deposedBy;
    private MemberId knower;

    /**
     * @param base the newest state known to be agreed
     * @param inherited what may have been agreed after it; null for nothing
     * @param lost ids of members that are dead and were needed for a majority
     * @param freshEpoch what the next epoch must exceed when their memory is lost
     * @param promised who promised to follow
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
            Set<MemberId> promised) {
        this.self = self;
        this.timing = timing;
        this.clock = clock;
        this.transport = transport;
        this.presence = presence;
        this.ledger = ledger;
        this.term = term;
        this.committed = base;
        this.lastAuthority = clock.millis();
        this.lost = Set.copyOf(lost);
        this.patience = new ReturnPatience(timing.returnPatience(), timing.holdLimit());
        this.followers = new Followers(self, timing, clock, presence, this::committed, lost);
        if (!lost.isEmpty()) {
            floorEpoch = freshEpoch;
            floorVersion = base.version() + LOST_VERSIONS;
        }
        base.roster().forEach(followers::peer);
        promised.forEach(followers::heard);
        if (inherited != null) {
            begin(new Switch(++switches, base, numberInherited(inherited), true, List.of(), clock.millis()));
        }
    }

    /** Members whose memory is lost may have given its number to something else. */
    private AgreedState numberInherited(AgreedState inherited) {
        return lost.isEmpty()
                ? inherited
                : inherited.numbered(
                        inherited.lineage(),
                        Math.max(inherited.version(), floorVersion) + 1,
                        Math.max(inherited.epoch(), floorEpoch) + 1);
    }

    void onAgreed(BiConsumer<AgreedState, Decision> listener) {
        onAgreed = listener;
    }

    // ---- leases

    void onRenew(Message.Renew renew) {
        Peer peer = followers.heard(renew, term);
        if (isForeign(renew.ref())) {
            // It may go on to count for a while, if it does not hear of this fleet.
            floorEpoch = Math.max(floorEpoch, renew.ref().epoch() + Election.LOST_EPOCHS);
        } else if (renew.ref() != null && committed.ref().isOlderThan(renew.ref())) {
            knower = renew.from();
            depose(renew.term());
            return;
        } else if (renew.term() > term) {
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
        long lease = echo >= 0 ? followers.lease(peer, current) : 0;
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
                        lease,
                        clock.millis(),
                        current == null ? 0 : current.id,
                        current == null ? 0 : current.since,
                        followers.statuses(),
                        behind ? ledger.get() : List.of()));
    }

    /** Whether this coordinator may decide: a majority follows it. */
    boolean hasAuthority() {
        return followers.areEnough();
    }

    /** The nodes that take part: with a lease, and heard of lately. */
    List<MemberId> live() {
        return followers.live();
    }

    // ---- time

    /** To be called often: heartbeats to nodes that do not ask, and whatever waits for a lease to run out. */
    void tick() {
        long now = clock.millis();
        boolean stuck = current != null
                && current.phase != Switch.Phase.ANNOUNCED
                && now - current.started > timing.holdLimit() + 2L * timing.lease();
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
                Peer peer = followers.peer(member);
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
        everyone().forEach(m -> grant(followers.peer(m), -1));
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
        if (current != null && current.givesWayTo(edit)) {
            putOff();
        }
        step();
    }

    private void step() {
        if (current == null) {
            startNext();
        }
        if (current != null && current.phase == Switch.Phase.ANNOUNCED) {
            awaitReady();
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
        AgreedState roster = committed.withRoster(followers.wantedRoster());
        List<Edit> taken = mayMove() ? edits.take(roster, patience.mayTry(clock.millis())) : List.of();
        AgreedState wanted = EditQueue.apply(taken, roster);
        boolean renumber = floorEpoch >= committed.epoch() && floorEpoch > 0;
        if (wanted.equals(committed) && !renumber) {
            taken.forEach(e -> e.done().accept(committed, ""));
            return;
        }
        Switch change = new Switch(++switches, committed, number(wanted, renumber), false, taken, clock.millis());
        if (change.returnsServer()) {
            change.announce();
        }
        begin(change);
    }

    private AgreedState number(AgreedState wanted, boolean renumber) {
        boolean moves = !wanted.routesLike(committed);
        long epoch = moves || renumber ? Math.max(committed.epoch(), floorEpoch) + 1 : committed.epoch();
        return wanted.numbered(committed.lineage(), Math.max(committed.version(), floorVersion) + 1, epoch);
    }

    /** Nothing is held for a node that would only let its lease run out. */
    private boolean mayMove() {
        return !edits.isEmpty() && clock.millis() >= notBefore && nobodyIsSilent();
    }

    private boolean nobodyIsSilent() {
        return committed.roster().stream()
                .map(followers::peer)
                .noneMatch(p -> followers.hasLease(p) && followers.isSilent(p));
    }

    private void begin(Switch change) {
        current = change;
        switch (change.phase) {
            case ANNOUNCED -> change.base.roster().forEach(this::sendAnnounce);
            case HOLDING -> change.base.roster().forEach(this::sendPrepare);
            case ACCEPTING -> change.members().forEach(this::sendAccept);
        }
    }

    /** Says again what a node has not answered. */
    private void repeat(Peer peer) {
        if (current == null) {
            return;
        }
        String id = peer.id.id();
        boolean counted = current.base.counts(peer.id);
        switch (current.phase) {
            case ANNOUNCED -> {
                if (counted && !current.ready.contains(id)) {
                    sendAnnounce(peer.id);
                }
            }
            case HOLDING -> {
                if (counted && !current.drained.contains(id)) {
                    sendPrepare(peer.id);
                }
            }
            case ACCEPTING -> {
                if (current.members().contains(peer.id) && !current.accepted.contains(id)) {
                    sendAccept(peer.id);
                }
            }
        }
    }

    private void sendAnnounce(MemberId member) {
        transport.send(member, new Message.Announce(self, term, ++seq, current.id, current.base, current.next));
    }

    private void sendPrepare(MemberId member) {
        transport.send(
                member,
                new Message.Prepare(self, term, ++seq, current.id, current.base, current.next, current.incomplete));
    }

    private void sendAccept(MemberId member) {
        transport.send(member, new Message.Accept(self, term, ++seq, current.id, current.base, current.next));
    }

    /** A node that is not ready in time does the rest while it holds. */
    private void awaitReady() {
        boolean all = current.base.roster().stream()
                .map(followers::peer)
                .allMatch(p -> current.ready.contains(p.id.id()) || !followers.hasLease(p));
        if ((all || clock.millis() - current.started > READY_LIMIT) && nobodyIsSilent()) {
            current.step("ready", clock.millis());
            current.enter(Switch.Phase.HOLDING, clock.millis());
            begin(current);
        }
    }

    private void hold() {
        boolean all = current.base.roster().stream()
                .map(followers::peer)
                .allMatch(p -> current.drained.contains(p.id.id()) || !followers.hasLease(p));
        if (all && current.returnsServer() && !everyoneDrained()) {
            returnWithoutSome();
        } else if (all) {
            accept();
        } else if (!current.inherited && current.returnsServer()) {
            postponeIfSlow();
        } else if (!current.inherited && clock.millis() - current.started > timing.holdLimit()) {
            abandon();
        }
    }

    private void postponeIfSlow() {
        long now = clock.millis();
        // Others flush on behalf of who is missing, which takes what it takes.
        long limit = current.incomplete ? timing.holdLimit() : patience.limit();
        if (now - current.started > limit) {
            patience.givenUp(now, now - current.heldSince);
            putOff();
        }
    }

    /** The change under way has its turn later: whoever holds for it lets go. A return that was voted for is voted on anew. */
    private void putOff() {
        if (current.phase == Switch.Phase.HOLDING) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "put off after {0} ms of holding: {1}",
                    Long.toString(clock.millis() - current.heldSince),
                    Decisions.text(current.decision(self.name(), clock.wallMillis())));
        }
        List<Edit> kept = new ArrayList<>();
        List<Edit> lapsed = new ArrayList<>();
        current.edits.forEach(e -> (e.lapses() ? lapsed : kept).add(e));
        edits.putBack(kept);
        tellAbandoned();
        lapsed.forEach(e -> e.done().accept(null, Edit.PUT_OFF));
    }

    private void accept() {
        current.step("drained", clock.millis());
        current.enter(Switch.Phase.ACCEPTING, clock.millis());
        if (!isAgreed()) {
            current.members().stream()
                    .filter(m -> !current.accepted.contains(m.id()))
                    .forEach(this::sendAccept);
        }
    }

    /** Whoever was not there goes on without having deleted anything, so somebody else must have: all of it. */
    private void returnWithoutSome() {
        boolean nobodyAble = current.incomplete && current.drained.isEmpty();
        if (current.inherited && (current.unfit || nobodyAble)) {
            takeBack();
        } else if (nobodyAble) {
            abandon();
        } else if (current.incomplete) {
            accept();
        } else {
            restartIncomplete();
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
        anew.since = current.since;
        anew.heldSince = current.heldSince;
        begin(anew);
    }

    /**
     * An earlier coordinator may have let a server back in, and what is old on it cannot be deleted. So the fleet agrees on
     * what follows: it is out again. To nodes that have not switched this is no change, but until it is agreed somebody
     * may yet reign who knows of the return and gives leases by it. So nobody else has a lease, and who has drained holds on.
     */
    private void takeBack() {
        AgreedState back = current.next;
        List<Decision.Change> changes = new ArrayList<>();
        for (Out out : current.base.out()) {
            ServerId server = out.server();
            if (!back.isOut(server)) {
                back = back.withOut(out).withRelapses(server, current.base.relapsesOf(server));
                changes.add(new Decision.Change(
                        "keep-out", server.pool(), server.server(), "it failed while it returned", List.of()));
            }
        }
        Switch taken = new Switch(
                ++switches,
                current.base,
                back.numbered(back.lineage(), back.version() + 1, back.epoch() + 1),
                true,
                List.of(new Edit(UnaryOperator.identity(), changes, clock.millis(), false, (state, refusal) -> {})),
                clock.millis());
        taken.since = current.since;
        taken.drained.addAll(current.drained);
        begin(taken);
    }

    /** A node that is there does not drain: its requests are waited for, but nobody else's are held for them. */
    private void abandon() {
        edits.putBack(current.edits);
        notBefore = clock.millis() + timing.lease();
        tellAbandoned();
    }

    private void tellAbandoned() {
        Switch given = current;
        current = null;
        if (given.phase != Switch.Phase.ANNOUNCED) {
            everyone().forEach(m -> transport.send(m, new Message.Abandon(self, term, ++seq, given.id)));
        }
    }

    /** Old values on a server that returns could not be deleted: it stays out until somebody asks again. */
    void onUnable(Message.Unable unable) {
        boolean counts = current != null
                && unable.term() == term
                && unable.change() == current.id
                && current.phase != Switch.Phase.ACCEPTING;
        if (counts && current.inherited) {
            current.unfit = true;
            current.drained.remove(unable.from().id());
            step();
        } else if (counts) {
            List<Edit> failed = new ArrayList<>();
            List<Edit> others = new ArrayList<>();
            current.edits.forEach(e -> (e.returnsServer(committed) ? failed : others).add(e));
            edits.putBack(others);
            if (failed.isEmpty()) {
                notBefore = clock.millis() + timing.heartbeat();
            }
            tellAbandoned();
            failed.forEach(e -> e.done().accept(null, Edit.NOT_FIT));
            step();
        }
    }

    void onReady(Message.Ready ready) {
        if (current != null && ready.term() == term && ready.change() == current.id) {
            current.ready.add(ready.from().id());
            step();
        }
    }

    private void finish() {
        if (!isAgreed()) {
            return;
        }
        current.step("agreed", clock.millis());
        Switch done = current;
        Set<MemberId> told = everyone();
        if (done.returnsServer()) {
            patience.returned(clock.millis() - done.heldSince);
        }
        committed = done.next;
        current = null;
        told.addAll(committed.roster());
        Decision decision = done.decision(self.name(), clock.wallMillis());
        told.forEach(m -> transport.send(m, new Message.Commit(self, term, ++seq, committed, decision)));
        onAgreed.accept(committed, decision);
        done.edits.forEach(e -> e.done().accept(committed, ""));
        startNext();
    }

    private boolean isAgreed() {
        return isAccepted(current.base) && isAccepted(current.next);
    }

    private boolean isAccepted(AgreedState state) {
        return Quorum.holds(state.roster(), lost, m -> current.accepted.contains(m.id()));
    }

    void onDrained(Message.Drained drained) {
        if (current != null && drained.term() == term && drained.change() == current.id) {
            current.drained.add(drained.from().id());
            if (drained.accepted()) {
                current.accepted.add(drained.from().id());
            }
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

    void send(MemberId to, LongFunction<Message> numbered) {
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

    /** Who knows of a newer state than this coordinator; null for nobody. */
    MemberId knower() {
        return knower;
    }

    /** Whoever waits for a change is told that this coordinator will not make it. */
    void end() {
        List<Edit> given = new ArrayList<>(edits.clear());
        if (current != null) {
            given.addAll(current.edits);
        }
        given.forEach(e -> e.done().accept(null, Edit.COORDINATOR_CHANGED));
    }

    /** Whether no change is under way or asked for. */
    boolean isIdle() {
        return current == null && edits.isEmpty();
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

    /** Whether a server may be let back in now: the last return has not just been put off. */
    boolean mayReturn() {
        return patience.mayTry(clock.millis());
    }

    /** The committed state as it will be when all that is asked for is done. */
    AgreedState intended() {
        return edits.applyTo(current == null ? committed : current.next);
    }
}
