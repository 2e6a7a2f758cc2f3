package io.flotilla.topology;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The nodes as their coordinator knows them: who was heard of when, what leases they may have, and how long a majority is
 * sure to follow. Leases never outlive the coordinator's own hold on a majority, so a later coordinator knows when those of
 * an earlier one are over.
 */
final class Followers {
    /** Added to every lease that is waited out: nodes look at their clocks only so often. */
    private static final long GUARD = 100;

    private final MemberId self;
    private final Timing timing;
    private final Clock clock;
    private final Presence presence;
    private final Supplier<AgreedState> committed;
    private final Set<String> lost;
    private final Map<String, Peer> peers = new HashMap<>();
    private final long oldLeasesEnd;
    private final long grantsFrom;

    /**
     * @param committed the newest agreed state
     * @param lost ids of members that are dead and were needed for a majority
     */
    Followers(
            MemberId self,
            Timing timing,
            Clock clock,
            Presence presence,
            Supplier<AgreedState> committed,
            Set<String> lost) {
        this.self = self;
        this.timing = timing;
        this.clock = clock;
        this.presence = presence;
        this.committed = committed;
        this.lost = Set.copyOf(lost);
        this.oldLeasesEnd = clock.millis() + timing.lease();
        this.grantsFrom = lost.isEmpty() ? clock.millis() : oldLeasesEnd + GUARD;
    }

    Peer peer(MemberId member) {
        Peer known = peers.get(member.id());
        if (known == null) {
            known = new Peer(member, clock.millis() - 3L * timing.heartbeat() - 1, oldLeasesEnd);
            peers.put(member.id(), known);
        }
        return known;
    }

    void heard(MemberId member) {
        peer(member).lastHeard = clock.millis();
    }

    /** What a node says of itself when it asks for its lease, in this term or another. */
    Peer heard(Message.Renew renew, long term) {
        Peer peer = peer(renew.from());
        peer.lastHeard = clock.millis();
        peer.ref = renew.ref();
        peer.leaving = renew.leaving();
        peer.disbelieved = renew.disbelieved();
        if (renew.term() == term) {
            peer.followedAt = Math.max(peer.followedAt, renew.echo());
        }
        return peer;
    }

    // ---- leases

    /** Gives a lease and tells how long it lasts; 0 if there is none to be had. */
    long lease(Peer peer, Switch current) {
        if (!isEntitled(peer, current)) {
            return 0;
        }
        long now = clock.millis();
        long lease = Math.max(0, Math.min(timing.lease(), authorityEnd(current) - now));
        if (lease > 0) {
            peer.leaseEnd = Math.max(peer.leaseEnd, now + lease);
        }
        return lease;
    }

    /** Whether leases are over that nobody who was asked may know of: members were lost that were needed for a majority. */
    boolean mayGrant() {
        return clock.millis() >= grantsFrom;
    }

    private boolean isEntitled(Peer peer, Switch current) {
        return mayGrant()
                && committed.get().counts(peer.id)
                && !peer.leaving
                && committed.get().ref().equals(peer.ref)
                // Who is being counted out has no lease, and must not get one any more.
                && (current == null || current.next.counts(peer.id))
                && (current == null || !current.binds() || current.drained.contains(peer.id.id()));
    }

    boolean hasLease(Peer peer) {
        return !isDead(peer.id) && !peer.leaving && peer.leaseEnd + GUARD > clock.millis();
    }

    // ---- authority

    /**
     * Until when nobody else can give leases. What is inherited may have been agreed: then its roster is the one that counts, and a
     * majority of it need not share a node with a majority of the roster before.
     */
    private long authorityEnd(Switch current) {
        long end = authorityEnd(committed.get().roster());
        return current != null && current.inherited ? Math.min(end, authorityEnd(current.next.roster())) : end;
    }

    /** Until when a majority of this roster is sure to follow nobody else. */
    private long authorityEnd(List<MemberId> roster) {
        long latest = Long.MIN_VALUE;
        boolean alone = true;
        for (MemberId member : roster) {
            if (!lost.contains(member.id())) {
                alone = false;
                long since = followedAt(member);
                if (since > latest && Quorum.holds(roster, lost, m -> followedAt(m) >= since)) {
                    latest = since;
                }
            }
        }
        if (alone) {
            // All who were counted are dead: nobody else can decide.
            return clock.millis() + timing.lease();
        }
        return latest == Long.MIN_VALUE ? latest : latest + timing.lease();
    }

    private long followedAt(MemberId member) {
        return member.equals(self) ? clock.millis() : peer(member).followedAt;
    }

    /** Whether this coordinator may decide: a majority follows it, also of the roster that it has inherited. */
    boolean areEnough(Switch current) {
        return authorityEnd(current) > clock.millis();
    }

    // ---- who is there

    boolean isDead(MemberId member) {
        return committed.get().counts(member) && presence.isDead(member);
    }

    /** Not heard of for a few heartbeats. */
    boolean isSilent(Peer peer) {
        return clock.millis() - peer.lastHeard > 3L * timing.heartbeat();
    }

    /** Nothing is to be held for a node that would only let its lease run out. */
    boolean nobodyIsSilent() {
        return committed.get().roster().stream().map(this::peer).noneMatch(p -> hasLease(p) && isSilent(p));
    }

    private boolean isLongSilent(Peer peer) {
        return clock.millis() - peer.lastHeard > timing.lease();
    }

    /** Whether the fleet goes on without it. */
    boolean isForgotten(Peer peer) {
        return !timing.strict()
                && !peer.id.equals(self)
                && !hasLease(peer)
                && clock.millis() - peer.lastHeard > timing.forgetAfter();
    }

    /** Who should be counted: without those that are gone, with those that have taken over the topology. */
    List<MemberId> wantedRoster() {
        List<MemberId> wanted = new ArrayList<>(committed.get().roster());
        wanted.removeIf(m -> isDead(m) || peer(m).leaving || isForgotten(peer(m)));
        for (MemberId member : presence.members()) {
            Peer peer = peer(member);
            boolean nameTaken = wanted.stream().anyMatch(m -> m.name().equals(member.name()));
            boolean joins = peer.ref != null && !peer.leaving && !isSilent(peer);
            if (joins && !nameTaken && !presence.hasLeft(member)) {
                wanted.add(member);
            }
        }
        return wanted;
    }

    /** The nodes that take part: with a lease, and heard of lately. */
    List<MemberId> live() {
        return committed.get().roster().stream()
                .filter(m -> hasLease(peer(m)) && !isLongSilent(peer(m)))
                .toList();
    }

    List<NodeStatus> statuses() {
        return committed.get().roster().stream().map(m -> status(peer(m))).toList();
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
