package io.flotilla.topology;

/** What this node does about a return that is announced: has its data path prepare for it, and tells how that went. */
final class Announcements {
    private final MemberId self;
    private final Transport transport;
    private final Gate gate;
    private Announced latest;

    /** A switch that was announced, and whether the data path is able to make it; null before it has said so. */
    private static final class Announced {
        private final Message.Announce announce;
        private Boolean able;

        Announced(Message.Announce announce) {
            this.announce = announce;
        }

        boolean is(Message.Announce other) {
            return announce.from().equals(other.from())
                    && announce.term() == other.term()
                    && announce.change() == other.change();
        }
    }

    Announcements(MemberId self, Transport transport, Gate gate) {
        this.self = self;
        this.transport = transport;
        this.gate = gate;
    }

    /** Takes part; tells again how it went if it has been asked before. */
    void take(Message.Announce announce) {
        if (latest != null && latest.is(announce)) {
            tell(latest);
            return;
        }
        Announced taken = latest = new Announced(announce);
        gate.announce(announce.next().topology(), able -> {
            taken.able = able;
            tell(taken);
        });
    }

    private void tell(Announced which) {
        if (which == latest && which.able != null) {
            Message.Announce to = which.announce;
            transport.send(
                    to.from(),
                    which.able
                            ? new Message.Ready(self, to.term(), to.change())
                            : new Message.Unable(self, to.term(), to.change()));
        }
    }
}
