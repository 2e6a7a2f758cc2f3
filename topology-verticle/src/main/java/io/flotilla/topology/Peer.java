package io.flotilla.topology;

import java.util.List;

/** What a coordinator knows of one node. Times are the coordinator's. */
final class Peer {
    final MemberId id;
    /** When it was last heard. */
    long lastHeard;
    /** The coordinator's own clock as the node echoed it last: it followed this coordinator then. */
    long followedAt = Long.MIN_VALUE / 2;
    /** Until when it may have a lease, whoever gave it. */
    long leaseEnd;
    /** What it routes by; null for nothing. */
    StateRef ref;

    boolean leaving;
    List<ServerId> disbelieved = List.of();

    Peer(MemberId id, long lastHeard, long leaseEnd) {
        this.id = id;
        this.lastHeard = lastHeard;
        this.leaseEnd = leaseEnd;
    }
}
