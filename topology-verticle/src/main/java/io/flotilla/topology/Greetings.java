package io.flotilla.topology;

/**
 * Nodes greet each other, because the way to a node is looked up in the cluster at the first message, which waits if a member
 * is hung. Often while members come and go: a new one takes a moment until it can be reached.
 */
final class Greetings {
    private static final long INTERVAL = 2000;
    private static final long EARLY_INTERVAL = 150;
    private static final long EARLY = 3000;

    private final MemberId self;
    private final Clock clock;
    private final Transport transport;
    private final Presence presence;
    private long last = Long.MIN_VALUE / 2;
    private long changed;

    Greetings(MemberId self, Clock clock, Transport transport, Presence presence) {
        this.self = self;
        this.clock = clock;
        this.transport = transport;
        this.presence = presence;
        this.changed = clock.millis();
    }

    /** Members have come or gone. */
    void membersChanged() {
        changed = clock.millis();
        greet();
    }

    /** To be called often. */
    void tick() {
        long now = clock.millis();
        if (now - last >= (now - changed < EARLY ? EARLY_INTERVAL : INTERVAL)) {
            greet();
        }
    }

    private void greet() {
        last = clock.millis();
        for (MemberId member : presence.members()) {
            if (!member.equals(self)) {
                transport.send(member, new Message.Hello(self, null));
            }
        }
    }
}
