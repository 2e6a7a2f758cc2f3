package io.flotilla.topology;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * Brings the fleet from one agreed state to the next, one change after the other.
 *
 * <p>A change is agreed when a majority of the roster remembers it (as in Paxos, with the reign's term as ballot); it is
 * asked for only when every node with a lease has drained. A node that is silent is waited for until its lease, which this
 * coordinator or an earlier one gave, has run out.
 */
final class Succession {
    private static final System.Logger LOG = System.getLogger(Succession.class.getName());
    /** More states than members whose memory is lost can have agreed on unseen. */
    private static final long LOST_VERSIONS = 1000;
    /** How long nodes may do ahead what a return needs; what is left then is done while requests are held. */
    private static final long READY_LIMIT = 5000;

    private final MemberId self;
    private final Timing timing;
    private final Clock clock;
    private final Presence presence;
    private final Orders orders;
    private final Followers followers;
    private final EditQueue edits = new EditQueue();
    private final ReturnPatience patience;
    private final Set<String> lost;
    private BiConsumer<AgreedState, Decision> onAgreed = (state, decision) -> {};
    private AgreedState committed;
    private Switch current;
    private long switches;
    private long floorVersion;
    private long floorEpoch;
    private long notBefore;

    /**
     * @param base the newest state known to be agreed
     * @param lost ids of members that are dead and were needed for a majority
     * @param freshEpoch what the next epoch must exceed when their memory is lost
     */
    Succession(
            MemberId self,
            Timing timing,
            Clock clock,
            Presence presence,
            Orders orders,
            AgreedState base,
            Set<String> lost,
            long freshEpoch) {
        this.self = self;
        this.timing = timing;
        this.clock = clock;
        this.presence = presence;
        this.orders = orders;
        this.committed = base;
        this.lost = Set.copyOf(lost);
        this.patience = new ReturnPatience(timing.returnPatience(), timing.holdLimit());
        this.followers = new Followers(self, timing, clock, presence, this::committed, lost);
        if (!lost.isEmpty()) {
            floorEpoch = freshEpoch;
            floorVersion = base.version() + LOST_VERSIONS;
        }
        base.roster().forEach(followers::peer);
    }

    /** Begins with what may have been agreed after the base, in an earlier reign. */
    void inherit(AgreedState inherited) {
        begin(new Switch(++switches, committed, numberInherited(inherited), true, List.of(), clock.millis()));
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

    /** Told of each state that is agreed; the decision is null when nothing moved. */
    void onAgreed(BiConsumer<AgreedState, Decision> listener) {
        onAgreed = listener;
    }

    // ---- what is asked for

    /** Asks for a change; it is made as soon as the fleet can. */
    void edit(Edit edit) {
        edits.add(edit);
        if (current != null && current.givesWayTo(edit)) {
            putOff();
        }
        step();
    }

    // ---- steps

    /** Goes as far as can be gone now; to be called often. */
    void step() {
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
        if (!followers.areEnough()) {
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
            case ANNOUNCED -> change.base.roster().forEach(m -> orders.announce(m, change));
            case HOLDING -> change.base.roster().forEach(m -> orders.prepare(m, change));
            case ACCEPTING -> change.members().forEach(m -> orders.accept(m, change));
        }
    }

    /** Says again what a node has not answered. */
    void repeat(Peer peer) {
        if (current == null) {
            return;
        }
        String id = peer.id.id();
        boolean counted = current.base.counts(peer.id);
        switch (current.phase) {
            case ANNOUNCED -> {
                if (counted && !current.ready.contains(id)) {
                    orders.announce(peer.id, current);
                }
            }
            case HOLDING -> {
                if (counted && !current.drained.contains(id)) {
                    orders.prepare(peer.id, current);
                }
            }
            case ACCEPTING -> {
                if (current.members().contains(peer.id) && !current.accepted.contains(id)) {
                    orders.accept(peer.id, current);
                }
            }
        }
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
                    .forEach(m -> orders.accept(m, current));
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
            everyone().forEach(m -> orders.abandon(m, given));
        }
    }

    /** Old values on a server that returns could not be deleted: it stays out until somebody asks again. */
    void onUnable(Message.Unable unable) {
        boolean counts = current != null && unable.change() == current.id && current.phase != Switch.Phase.ACCEPTING;
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
        if (current != null && ready.change() == current.id) {
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
        told.forEach(m -> orders.commit(m, committed, decision));
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
        if (current != null && drained.change() == current.id) {
            current.drained.add(drained.from().id());
            if (drained.accepted()) {
                current.accepted.add(drained.from().id());
            }
            step();
        }
    }

    void onAccepted(Message.Accepted accepted) {
        if (current != null && accepted.change() == current.id) {
            current.accepted.add(accepted.from().id());
            step();
        }
    }

    // ---- what others need to know

    /** Everyone who is counted, or is there. */
    Set<MemberId> everyone() {
        Set<MemberId> all = new LinkedHashSet<>(committed.roster());
        all.addAll(presence.members());
        return all;
    }

    Followers followers() {
        return followers;
    }

    /** The newest agreed state. */
    AgreedState committed() {
        return committed;
    }

    /** The committed state as it will be when all that is asked for is done. */
    AgreedState intended() {
        return edits.applyTo(current == null ? committed : current.next);
    }

    /** The switch under way; null for none. */
    Switch current() {
        return current;
    }

    /** Whether no change is under way or asked for. */
    boolean isIdle() {
        return current == null && edits.isEmpty();
    }

    /** Whether a change holds requests for so long that it cannot be ended in this reign. */
    boolean isStuck() {
        return current != null
                && current.phase != Switch.Phase.ANNOUNCED
                && clock.millis() - current.started > timing.holdLimit() + 2L * timing.lease();
    }

    /** Whether a server may be let back in now: the last return has not just been put off. */
    boolean mayReturn() {
        return patience.mayTry(clock.millis());
    }

    /** Another fleet is there, which counts so far; the next epoch is above that. */
    void exceed(long epoch) {
        floorEpoch = Math.max(floorEpoch, epoch);
    }

    /** Whoever waits for a change is told that this coordinator will not make it. */
    void end() {
        List<Edit> given = new ArrayList<>(edits.clear());
        if (current != null) {
            given.addAll(current.edits);
        }
        given.forEach(e -> e.done().accept(null, Edit.COORDINATOR_CHANGED));
    }
}
