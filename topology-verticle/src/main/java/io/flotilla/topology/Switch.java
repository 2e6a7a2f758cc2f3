package io.flotilla.topology;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** One change from an agreed state to the next, on its way. A new kind of step goes between holding and accepting. */
final class Switch {
    enum Phase {
        /** A server returns: the nodes do ahead what they can, and hold nothing. It can be given up without a word. */
        ANNOUNCED,
        /** The nodes hold what moves and drain. It can still be abandoned. */
        HOLDING,
        /** Everyone with a lease has drained; a majority is to remember the change. It can only be finished now. */
        ACCEPTING
    }

    final long id;
    final AgreedState base;
    final AgreedState next;
    /** Whether any key moves. If not, nothing needs to be held. */
    final boolean moves;
    /** Begun by an earlier coordinator, which may have finished it: it must be finished. */
    final boolean inherited;
    /** Whether a state between the two may have been agreed, by which keys may move. */
    private final boolean skips;

    final long begun;
    /** When its phase began. */
    long started;
    /** When requests began to be held for it; means nothing before. */
    long heldSince;

    final List<Edit> edits;
    /** The first switch of this reign that this one goes on with: what nodes remember of it may have been agreed. */
    long since;
    /** Whether the nodes were told that a member does not take part. */
    boolean incomplete;
    /** Whether a node could not delete what is old on a server that returns. */
    boolean unfit;

    final Set<String> ready = new HashSet<>();
    final Set<String> drained = new HashSet<>();
    final Set<String> accepted = new HashSet<>();
    private final List<Decision.Step> steps = new ArrayList<>();
    Phase phase;

    Switch(long id, AgreedState base, AgreedState next, boolean inherited, List<Edit> edits, long now) {
        this.id = id;
        this.since = id;
        this.base = base;
        this.next = next;
        this.moves = !base.routesLike(next);
        this.inherited = inherited;
        this.skips = inherited && next.version() > base.version() + 1;
        this.edits = List.copyOf(edits);
        this.begun = edits.stream().mapToLong(Edit::begun).min().orElse(now);
        this.started = now;
        this.heldSince = now;
        this.phase = moves ? Phase.HOLDING : Phase.ACCEPTING;
        step("voted", now);
    }

    /** Nothing is to be held yet. */
    void announce() {
        phase = Phase.ANNOUNCED;
    }

    /** The next phase begins. */
    void enter(Phase next, long now) {
        phase = next;
        started = now;
        if (next == Phase.HOLDING) {
            heldSince = now;
        }
    }

    /** The members whose consent counts: of the roster before and of the one after. */
    List<MemberId> members() {
        List<MemberId> all = new ArrayList<>(base.roster());
        next.roster().stream().filter(m -> !all.contains(m)).forEach(all::add);
        return all;
    }

    /** Whether a node that has not drained must get no lease any more: somebody may go by another state by now. */
    boolean binds() {
        return skips || (moves && (inherited || phase == Phase.ACCEPTING));
    }

    /**
     * Whether an ejection that is asked for now comes first. A return may wait, and while it holds, what it holds for may be what
     * the server that is to be ejected does not answer. While it is only announced, nobody holds anything: then any
     * change that returns no server comes first.
     */
    boolean givesWayTo(Edit edit) {
        return switch (phase) {
            case ANNOUNCED -> !edit.returnsServer(base);
            case HOLDING ->
                returnsServer()
                        && !inherited
                        && edit.takesOut(base)
                        && edits.stream().allMatch(e -> edit.commutesWith(e, base));
            case ACCEPTING -> false;
        };
    }

    /** Whether a server comes back. */
    boolean returnsServer() {
        return !next.out().stream()
                .map(Out::server)
                .toList()
                .containsAll(base.out().stream().map(Out::server).toList());
    }

    // ---- what it goes on with

    /** A server must not return by the records of some nodes only: all are told, and prepare anew. */
    Switch withoutSome(long newId, long now) {
        Switch anew = new Switch(newId, base, next, inherited, edits, now);
        anew.incomplete = true;
        anew.since = since;
        anew.heldSince = heldSince;
        return anew;
    }

    /**
     * An earlier coordinator may have let a server back in, and what is old on it cannot be deleted. So the fleet agrees on
     * what follows: it is out again. To nodes that have not switched this is no change, but until it is agreed somebody
     * may yet reign who knows of the return and gives leases by it. So nobody else has a lease, and who has drained holds on.
     */
    Switch takenBack(long newId, long now) {
        AgreedState back = next;
        List<Decision.Change> changes = new ArrayList<>();
        for (Out out : base.out()) {
            ServerId server = out.server();
            if (!back.isOut(server)) {
                back = back.withOut(out).withRelapses(server, base.relapsesOf(server));
                changes.add(new Decision.Change(
                        "keep-out", server.pool(), server.server(), "it failed while it returned", List.of()));
            }
        }
        Edit kept = new Edit(UnaryOperator.identity(), changes, now, false, (state, refusal) -> {});
        Switch taken = new Switch(
                newId,
                base,
                back.numbered(back.lineage(), back.version() + 1, back.epoch() + 1),
                true,
                List.of(kept),
                now);
        taken.since = since;
        taken.drained.addAll(drained);
        return taken;
    }

    // ---- what the ledger says of it

    void step(String name, long now) {
        steps.add(new Decision.Step(name, Math.max(0, now - begun)));
    }

    /** The ledger's entry; null when nothing moved and nobody asked for anything. */
    Decision decision(String coordinator, long wallMillis) {
        List<Decision.Change> changes =
                edits.stream().flatMap(e -> e.changes().stream()).toList();
        boolean worthTelling = moves || !changes.isEmpty();
        return worthTelling ? new Decision(next.epoch(), wallMillis, coordinator, changes, steps) : null;
    }
}
