package io.flotilla.topology;

import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * A coordinator's time in office: gives leases, as long as a majority follows, and has changes made by {@link Succession}. It ends when a
 * later term is heard of, or no majority is.
 */
final class Reign {
    private final MemberId self;
    private final Timing timing;
    private final Clock clock;
    private final Supplier<List<Decision>> ledger;
    private final long term;
    private final Orders orders;
    private final Succession succession;
    private final Followers followers;
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
        this.ledger = ledger;
        this.term = term;
        this.lastAuthority = clock.millis();
        this.orders = new Orders(self, term, transport);
        this.succession = new Succession(self, timing, clock, presence, orders, base, lost, freshEpoch);
        this.followers = succession.followers();
        promised.forEach(followers::heard);
        if (inherited != null) {
            succession.inherit(inherited);
        }
    }

    void onAgreed(BiConsumer<AgreedState, Decision> listener) {
        succession.onAgreed(listener);
    }

    // ---- leases

    void onRenew(Message.Renew renew) {
        Peer peer = followers.heard(renew, term);
        if (isForeign(renew.ref())) {
            // It may go on to count for a while, if it does not hear of this fleet.
            succession.exceed(renew.ref().epoch() + Election.LOST_EPOCHS);
        } else if (renew.ref() != null && committed().ref().isOlderThan(renew.ref())) {
            knower = renew.from();
            depose(renew.term());
            return;
        } else if (renew.term() > term) {
            depose(renew.term());
            return;
        }
        Switch current = succession.current();
        if (current != null && renew.drained() == current.id && renew.term() == term) {
            current.drained.add(peer.id.id());
        }
        grant(peer, renew.at());
        succession.repeat(peer);
        succession.step();
    }

    private boolean isForeign(StateRef ref) {
        return ref != null && !ref.lineage().equals(committed().lineage());
    }

    private void grant(Peer peer, long echo) {
        Switch current = succession.current();
        long lease = echo >= 0 ? followers.lease(peer, current) : 0;
        boolean behind = peer.ref == null || !peer.ref.equals(committed().ref());
        orders.grant(
                peer.id,
                committed().ref(),
                behind ? committed() : null,
                current,
                echo,
                lease,
                clock.millis(),
                followers.statuses(),
                behind ? ledger.get() : List.of());
    }

    /** Whether this coordinator may decide: a majority follows it. */
    boolean hasAuthority() {
        return followers.areEnough(succession.current());
    }

    /** The nodes that take part: with a lease, and heard of lately. */
    List<MemberId> live() {
        return followers.live();
    }

    // ---- time

    /** To be called often: heartbeats to nodes that do not ask, and whatever waits for a lease to run out. */
    void tick() {
        long now = clock.millis();
        if (hasAuthority() && !succession.isStuck()) {
            lastAuthority = now;
        } else if (now - lastAuthority > timing.lease()) {
            // Perhaps members have died since; an election can find out, a reign cannot.
            depose(term);
            return;
        }
        if (now - lastHeartbeat >= timing.heartbeat()) {
            lastHeartbeat = now;
            for (MemberId member : succession.everyone()) {
                Peer peer = followers.peer(member);
                if (now - peer.lastHeard >= 2L * timing.heartbeat()) {
                    grant(peer, -1);
                }
            }
        }
        succession.step();
    }

    /** Tells everyone at once who rules now. */
    void announce() {
        lastHeartbeat = clock.millis();
        succession.everyone().forEach(m -> grant(followers.peer(m), -1));
    }

    // ---- changes

    /** Asks for a change; it is made as soon as the fleet can. */
    void edit(Edit edit) {
        succession.edit(edit);
    }

    void onReady(Message.Ready ready) {
        if (ready.term() == term) {
            succession.onReady(ready);
        }
    }

    void onUnable(Message.Unable unable) {
        if (unable.term() == term) {
            succession.onUnable(unable);
        }
    }

    void onDrained(Message.Drained drained) {
        if (drained.term() == term) {
            succession.onDrained(drained);
        }
    }

    void onAccepted(Message.Accepted accepted) {
        if (accepted.term() == term) {
            succession.onAccepted(accepted);
        }
    }

    // ---- what others need to know

    void send(MemberId to, LongFunction<Message> numbered) {
        orders.send(to, numbered);
    }

    /** A node has promised a later term, or knows more: this reign is over. */
    void depose(long by) {
        deposed = true;
        deposedBy = Math.max(deposedBy, by);
    }

    boolean isDeposed() {
        return deposed;
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
        succession.end();
    }

    MemberId self() {
        return self;
    }

    long term() {
        return term;
    }

    AgreedState committed() {
        return succession.committed();
    }

    /** The committed state as it will be when all that is asked for is done. */
    AgreedState intended() {
        return succession.intended();
    }

    /** Whether a server may be let back in now: the last return has not just been put off. */
    boolean mayReturn() {
        return succession.mayReturn();
    }

    /** Whether no change is under way or asked for. */
    boolean isIdle() {
        return succession.isIdle();
    }
}
