package io.flotilla.topology;

import java.util.List;
import java.util.Set;

/**
 * The switch under way, brought through its phases: the nodes prepare for it, hold and drain, and remember it.
 *
 * <p>It is agreed when a majority of the roster remembers it (as in Paxos, with the reign's term as ballot); that is asked
 * for only when every node with a lease has drained. A node that is silent is waited for until its lease, which this
 * coordinator or an earlier one gave, has run out.
 */
final class Rollout {
    /** How long nodes may do ahead what a return needs; what is left then is done while requests are held. */
    private static final long READY_LIMIT = 5000;

    private final Timing timing;
    private final Clock clock;
    private final Orders orders;
    private final Followers followers;
    private final ReturnPatience patience;
    private final Set<String> lost;
    private final Outcome outcome;
    private Switch current;
    private long switches;

    /** What becomes of a switch. Unless it is agreed, it goes on until {@link Rollout#end}. */
    interface Outcome {
        /** It is over, and is what the fleet goes by. */
        void agreed(Switch done);

        /** Requests are held for longer than a return is worth. */
        void putOff(Switch given);

        /** A node that is there does not drain. */
        void abandoned(Switch given);

        /** Old values on a server that returns cannot be deleted. */
        void unfit(Switch given);
    }

    /**
     * @param patience with returns
     * @param lost ids of members that are dead and were needed for a majority
     */
    Rollout(
            Timing timing,
            Clock clock,
            Orders orders,
            Followers followers,
            ReturnPatience patience,
            Set<String> lost,
            Outcome outcome) {
        this.timing = timing;
        this.clock = clock;
        this.orders = orders;
        this.followers = followers;
        this.patience = patience;
        this.lost = Set.copyOf(lost);
        this.outcome = outcome;
    }

    /** Begins a switch, when there is none. */
    void begin(AgreedState base, AgreedState next, List<Edit> edits) {
        Switch change = new Switch(++switches, base, next, false, edits, clock.millis());
        if (change.returnsServer()) {
            change.announce();
        }
        begin(change);
    }

    /** Begins with what may have been agreed after the base, in an earlier reign. */
    void inherit(AgreedState base, AgreedState inherited) {
        begin(new Switch(++switches, base, inherited, true, List.of(), clock.millis()));
    }

    private void begin(Switch change) {
        current = change;
        ask(change);
    }

    /** There is no switch under way any more. */
    void end() {
        current = null;
    }

    // ---- what the nodes are asked for

    private void ask(Switch change) {
        switch (change.phase) {
            case ANNOUNCED -> change.base.roster().forEach(m -> orders.announce(m, change));
            case HOLDING -> change.base.roster().forEach(m -> orders.prepare(m, change));
            case ACCEPTING ->
                change.members().stream()
                        .filter(m -> !change.accepted.contains(m.id()))
                        .forEach(m -> orders.accept(m, change));
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

    // ---- steps

    /** Goes as far as can be gone now; to be called often. */
    void step() {
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

    /** A node that is not ready in time does the rest while it holds. */
    private void awaitReady() {
        boolean late = clock.millis() - current.started > READY_LIMIT;
        if ((haveAll(current.ready) || late) && followers.nobodyIsSilent()) {
            current.step("ready", clock.millis());
            current.enter(Switch.Phase.HOLDING, clock.millis());
            ask(current);
        }
    }

    private void hold() {
        boolean all = haveAll(current.drained);
        if (all && current.returnsServer() && !everyoneDrained()) {
            returnWithoutSome();
        } else if (all) {
            accept();
        } else if (!current.inherited && current.returnsServer()) {
            postponeIfSlow();
        } else if (!current.inherited && clock.millis() - current.started > timing.holdLimit()) {
            outcome.abandoned(current);
        }
    }

    /** Whether all of those whom the fleet waits for are among these. */
    private boolean haveAll(Set<String> ids) {
        return haveAll(current.base.roster(), ids);
    }

    private boolean haveAll(List<MemberId> members, Set<String> ids) {
        return members.stream().map(followers::peer).allMatch(p -> ids.contains(p.id.id()) || !followers.hasLease(p));
    }

    private boolean everyoneDrained() {
        return current.base.roster().stream().allMatch(m -> current.drained.contains(m.id()));
    }

    private void postponeIfSlow() {
        long now = clock.millis();
        // Others flush on behalf of who is missing, which takes what it takes.
        long limit = current.incomplete ? timing.holdLimit() : patience.limit();
        if (now - current.started > limit) {
            patience.givenUp(now, now - current.heldSince);
            outcome.putOff(current);
        }
    }

    /** Whoever was not there goes on without having deleted anything, so somebody else must have: all of it. */
    private void returnWithoutSome() {
        boolean nobodyAble = current.incomplete && current.drained.isEmpty();
        if (current.inherited && (current.unfit || nobodyAble)) {
            takeBack();
        } else if (nobodyAble) {
            outcome.abandoned(current);
        } else if (current.incomplete) {
            accept();
        } else {
            begin(current.withoutSome(++switches, clock.millis()));
        }
    }

    /** Who joins with the return is not asked to drain for it, but if it was agreed may go by it, until its lease is over. */
    private void takeBack() {
        if (haveAll(current.next.roster(), current.drained)) {
            begin(current.takenBack(++switches, clock.millis()));
        }
    }

    private void accept() {
        current.step("drained", clock.millis());
        current.enter(Switch.Phase.ACCEPTING, clock.millis());
        if (!isAgreed()) {
            ask(current);
        }
    }

    private void finish() {
        if (!isAgreed()) {
            return;
        }
        Switch done = current;
        current = null;
        done.step("agreed", clock.millis());
        if (done.returnsServer()) {
            patience.returned(clock.millis() - done.heldSince);
        }
        outcome.agreed(done);
    }

    private boolean isAgreed() {
        return isAccepted(current.base) && isAccepted(current.next);
    }

    private boolean isAccepted(AgreedState state) {
        return Quorum.holds(state.roster(), lost, m -> current.accepted.contains(m.id()));
    }

    // ---- answers: each tells whether it is about the switch under way

    boolean onReady(Message.Ready ready) {
        boolean counts = isCurrent(ready.change());
        if (counts) {
            current.ready.add(ready.from().id());
        }
        return counts;
    }

    boolean onDrained(Message.Drained drained) {
        boolean counts = isCurrent(drained.change());
        if (counts) {
            current.drained.add(drained.from().id());
            if (drained.accepted()) {
                current.accepted.add(drained.from().id());
            }
        }
        return counts;
    }

    boolean onAccepted(Message.Accepted accepted) {
        boolean counts = isCurrent(accepted.change());
        if (counts) {
            current.accepted.add(accepted.from().id());
        }
        return counts;
    }

    boolean onUnable(Message.Unable unable) {
        boolean counts = isCurrent(unable.change()) && current.phase != Switch.Phase.ACCEPTING;
        if (counts && current.inherited) {
            current.unfit = true;
            current.drained.remove(unable.from().id());
        } else if (counts) {
            outcome.unfit(current);
        }
        return counts;
    }

    private boolean isCurrent(long change) {
        return current != null && change == current.id;
    }

    // ---- what others need to know

    /** The switch under way; null for none. */
    Switch current() {
        return current;
    }

    /** Whether a change holds requests for so long that it cannot be ended in this reign. */
    boolean isStuck() {
        return current != null
                && current.phase != Switch.Phase.ANNOUNCED
                && clock.millis() - current.started > timing.holdLimit() + 2L * timing.lease();
    }
}
