package io.flotilla.topology;

import java.util.List;
import java.util.function.Consumer;

/**
 * The data path's way from the state that it routes by to the one that is agreed: holds what moves when asked, and lets go
 * only when it is known that the change was agreed or never will be.
 *
 * <pre>
 *   ROUTING --Prepare--> HOLDING --drained--> DRAINED --Commit, or the state in a Grant--> ROUTING (next)
 *                           |                    |
 *                           +----- Abandon, or a Grant that knows of no change -----> ROUTING (as before)
 *   no lease while HOLDING or DRAINED: what is held is shed, since the others may have switched by now
 * </pre>
 */
final class Transition {
    private final MemberId self;
    private final Transport transport;
    private final Gate gate;
    private final Allegiance allegiance;
    private final Promises promises;
    private final Consumer<AgreedState> onApplied;

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

    /** @param onApplied told after each state that the data path has taken on */
    Transition(
            MemberId self,
            Transport transport,
            Gate gate,
            Allegiance allegiance,
            Promises promises,
            Consumer<AgreedState> onApplied) {
        this.self = self;
        this.transport = transport;
        this.gate = gate;
        this.allegiance = allegiance;
        this.promises = promises;
        this.onApplied = onApplied;
        allegiance.onNewReign(() -> early = null);
    }

    /** Begins with this state, whatever was agreed before: nobody else is there to agree. */
    void begin(AgreedState state) {
        target = null;
        if (!state.out().isEmpty()) {
            gate.recordsLost();
        }
        learn(state);
    }

    // ---- towards what is asked for

    /** The coordinator asks to hold and drain; it is done as soon as the data path has taken on the state before. */
    void onPrepare(Message.Prepare prepare) {
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
            hold.goOnFor(prepare);
            tellDrained();
            return;
        }
        take(Hold.askedFor(prepare));
    }

    private void take(Hold taken) {
        hold = taken;
        gate.condemned(taken.condemned(applied));
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
            if (isAskedFor(taken)) {
                transport.send(allegiance.coordinator(), new Message.Unable(self, taken.term, taken.change));
            }
            advance();
            return;
        }
        taken.drained = true;
        tellDrained();
        advance();
    }

    private void tellDrained() {
        if (hold.drained && isAskedFor(hold)) {
            boolean next = target.lineage().equals(hold.next.lineage()) && target.version() < hold.next.version();
            boolean accepted = next && promises.accept(hold.next, hold.term, hold.change);
            transport.send(allegiance.coordinator(), new Message.Drained(self, hold.term, hold.change, accepted));
        }
    }

    /** Whether the coordinator that is followed has asked for it, to whom its number means something. */
    private boolean isAskedFor(Hold asked) {
        return asked.change != 0 && allegiance.hasCoordinatorOf(asked.term, asked.next.lineage());
    }

    // ---- back from it

    /** The coordinator's heartbeat tells what it still asks for. */
    void onGrant(Message.Grant grant) {
        if (early != null && (grant.since() == 0 || early.change() < grant.since())) {
            early = null;
        }
        if (mayRelease() && hold.isGivenUp(grant)) {
            release();
        }
    }

    void onAbandon(Message.Abandon abandon) {
        if (early != null && early.change() <= abandon.change()) {
            early = null;
        }
        if (mayRelease() && hold.isGivenUp(abandon)) {
            release();
        }
    }

    /** What is agreed is made, whoever gives up what. */
    private boolean mayRelease() {
        return hold != null && target == applied;
    }

    private void release() {
        hold = null;
        gate.condemned(List.of());
        gate.abort();
    }

    /** There is no lease: what is held is not to wait any longer. */
    void shed() {
        if (mayRelease() && !hold.shed) {
            hold.shed = true;
            gate.shed();
        }
    }

    // ---- towards what is agreed

    /** This state is agreed: the data path is to get there, unless it is on its way to a newer one. */
    void learn(AgreedState state) {
        boolean same = target != null && target.lineage().equals(state.lineage());
        if (same && target.version() >= state.version()) {
            return;
        }
        if (!same && target != null && state.epoch() <= target.epoch()) {
            return;
        }
        target = state;
        promises.settle(state);
        advance();
    }

    /** Takes the next step from what is applied to what is agreed; to be called often. */
    void advance() {
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
            take(Hold.agreed(target));
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
            onApplied.accept(state);
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
        boolean followed = allegiance.isTo(asked.from(), asked.term());
        if (followed && asked.term() >= promises.term() && target == applied) {
            prepare(asked);
        }
    }

    // ---- what others need to know

    AgreedState applied() {
        return applied;
    }

    AgreedState target() {
        return target;
    }

    /** Whether the data path routes by this state, and takes on no other. */
    boolean isSettledIn(StateRef ref) {
        return applied != null && !applying && applied.ref().equals(ref);
    }

    /** Whether the data path routes by this state, or a newer one of its history. */
    boolean hasReached(StateRef ref) {
        return applied != null
                && applied.lineage().equals(ref.lineage())
                && !applied.ref().isOlderThan(ref);
    }

    boolean isHolding() {
        return hold != null;
    }

    /** The number of the switch of this term that is drained for; 0 for none. */
    long drained(long term) {
        return hold != null && hold.drained && hold.term == term && isAskedFor(hold) ? hold.change : 0;
    }
}
