package io.flotilla.topology;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Brings the fleet from one agreed state to the next, one change after the other: what is asked for waits here until a
 * {@link Rollout} can make it, and waits again if that gives it up.
 */
final class Succession implements Rollout.Outcome {
    private static final System.Logger LOG = System.getLogger(Succession.class.getName());

    private final MemberId self;
    private final Timing timing;
    private final Clock clock;
    private final Presence presence;
    private final Orders orders;
    private final Followers followers;
    private final EditQueue edits = new EditQueue();
    private final ReturnPatience patience;
    private final Numbering numbering;
    private final Rollout rollout;
    private BiConsumer<AgreedState, Decision> onAgreed = (state, decision) -> {};
    private AgreedState committed;
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
        this.patience = new ReturnPatience(timing.returnPatience(), timing.holdLimit());
        this.numbering = lost.isEmpty() ? Numbering.gapless() : Numbering.aboveLost(base, freshEpoch);
        this.followers = new Followers(self, timing, clock, presence, this::committed, lost);
        this.rollout = new Rollout(timing, clock, orders, followers, patience, lost, this);
        base.roster().forEach(followers::peer);
    }

    /** Begins with what may have been agreed after the base, in an earlier reign. */
    void inherit(AgreedState inherited) {
        rollout.inherit(committed, numbering.inherited(inherited));
    }

    /** Told of each state that is agreed; the decision is null when nothing moved. */
    void onAgreed(BiConsumer<AgreedState, Decision> listener) {
        onAgreed = listener;
    }

    // ---- what is asked for

    /** Asks for a change; it is made as soon as the fleet can. */
    void edit(Edit edit) {
        edits.add(edit);
        Switch current = rollout.current();
        if (current != null && current.givesWayTo(edit)) {
            putOff(current);
        }
        step();
    }

    /** Goes as far as can be gone now; to be called often. */
    void step() {
        if (!followers.mayGrant()) {
            // What is agreed has a roster without the lost: a later reign that goes by it would not know that it must
            // wait.
            return;
        }
        startNext();
        rollout.step();
    }

    /** One change at a time: whoever is told that one is over may have asked for the next one already. */
    private void startNext() {
        if (rollout.current() != null || !followers.areEnough(null)) {
            return;
        }
        AgreedState roster = committed.withRoster(followers.wantedRoster());
        List<Edit> taken = mayMove() ? edits.take(roster, mayReturn()) : List.of();
        AgreedState wanted = EditQueue.apply(taken, roster);
        if (wanted.equals(committed) && !numbering.isOvertaken(committed)) {
            taken.forEach(e -> e.done().accept(committed, ""));
        } else {
            rollout.begin(committed, numbering.next(committed, wanted), taken);
        }
    }

    private boolean mayMove() {
        return !edits.isEmpty() && clock.millis() >= notBefore && followers.nobodyIsSilent();
    }

    // ---- what the nodes say

    /** Says again what a node has not answered. */
    void repeat(Peer peer) {
        rollout.repeat(peer);
    }

    void onReady(Message.Ready ready) {
        if (rollout.onReady(ready)) {
            step();
        }
    }

    void onDrained(Message.Drained drained) {
        if (rollout.onDrained(drained)) {
            step();
        }
    }

    void onAccepted(Message.Accepted accepted) {
        if (rollout.onAccepted(accepted)) {
            step();
        }
    }

    void onUnable(Message.Unable unable) {
        if (rollout.onUnable(unable)) {
            step();
        }
    }

    // ---- what becomes of it

    @Override
    public void agreed(Switch done) {
        Set<MemberId> told = everyone();
        committed = done.next;
        told.addAll(committed.roster());
        Decision decision = done.decision(self.name(), clock.wallMillis());
        told.forEach(m -> orders.commit(m, committed, decision));
        onAgreed.accept(committed, decision);
        done.edits.forEach(e -> e.done().accept(committed, ""));
        startNext();
    }

    /** It has its turn later. A return that was voted for is voted on anew. */
    @Override
    public void putOff(Switch given) {
        if (given.phase == Switch.Phase.HOLDING) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "put off after {0} ms of holding: {1}",
                    Long.toString(clock.millis() - given.heldSince),
                    Decisions.text(given.decision(self.name(), clock.wallMillis())));
        }
        List<Edit> lapsed = edits.putBackUnless(Edit::lapses, given.edits);
        letGo(given);
        lapsed.forEach(e -> e.done().accept(null, Edit.PUT_OFF));
    }

    /** The node's requests are waited for, but nobody else's are held for them. */
    @Override
    public void abandoned(Switch given) {
        edits.putBack(given.edits);
        notBefore = clock.millis() + timing.lease();
        letGo(given);
    }

    /** The server stays out until somebody asks again. */
    @Override
    public void unfit(Switch given) {
        List<Edit> failed = edits.putBackUnless(e -> e.returnsServer(committed), given.edits);
        if (failed.isEmpty()) {
            notBefore = clock.millis() + timing.heartbeat();
        }
        letGo(given);
        failed.forEach(e -> e.done().accept(null, Edit.NOT_FIT));
    }

    /** Whoever holds for it lets go. */
    private void letGo(Switch given) {
        rollout.end();
        if (given.phase != Switch.Phase.ANNOUNCED) {
            everyone().forEach(m -> orders.abandon(m, given));
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
        return edits.applyTo(current() == null ? committed : current().next);
    }

    /** The switch under way; null for none. */
    Switch current() {
        return rollout.current();
    }

    /** Whether no change is under way or asked for. */
    boolean isIdle() {
        return current() == null && edits.isEmpty();
    }

    /** Whether a change holds requests for so long that it cannot be ended in this reign. */
    boolean isStuck() {
        return rollout.isStuck();
    }

    /** Whether a server may be let back in now: the last return has not just been put off. */
    boolean mayReturn() {
        return patience.mayTry(clock.millis());
    }

    /** Another fleet is there, which counts so far; the next epoch is above that. */
    void exceed(long epoch) {
        numbering.exceed(epoch);
    }

    /** Whoever waits for a change is told that this coordinator will not make it. */
    void end() {
        List<Edit> given = new ArrayList<>(edits.clear());
        if (current() != null) {
            given.addAll(current().edits);
        }
        given.forEach(e -> e.done().accept(null, Edit.COORDINATOR_CHANGED));
    }
}
