package io.flotilla.topology;

/**
 * Whom this node follows: the history that it takes part in, and the coordinator with the highest term that it has promised.
 * It leaves its history for one that wins over it, and its coordinator for one of a later term; when it has long heard nothing
 * it promises itself to a candidate.
 */
final class Allegiance {
    private final MemberId self;
    private final Timing timing;
    private final Clock clock;
    private final Transport transport;
    private final Lease lease;
    private final Promises promises;
    private Runnable onNewReign = () -> {};

    private Lineage lineage;
    private MemberId coordinator;
    private long coordinatorTerm;
    private long lastSeq;
    private long lastStamp = -1;
    private long lastContact;

    /** What was agreed last in the history that this node left to go on alone; null if it never did. */
    private AgreedState left;

    /**
     * @param lease of the history that is followed
     * @param promises given and kept in it
     */
    Allegiance(MemberId self, Timing timing, Clock clock, Transport transport, Lease lease, Promises promises) {
        this.self = self;
        this.timing = timing;
        this.clock = clock;
        this.transport = transport;
        this.lease = lease;
        this.promises = promises;
        this.lastContact = clock.millis();
    }

    /** Told when another coordinator, or another term of the same, is followed from now on. */
    void onNewReign(Runnable listener) {
        onNewReign = listener;
    }

    /**
     * To be called often.
     *
     * @param known the newest state known to be agreed; null for none
     */
    void tick(AgreedState known) {
        if (known != null && !known.lineage().equals(lineage) && silentMillis() > timing.lease()) {
            // A better history was heard of, and is gone before it took this node in.
            goOver(known.lineage());
        }
    }

    // ---- coordinators

    /**
     * Whether a coordinator's message counts. The one of an old term is told so.
     *
     * @param history what the message is part of
     * @param known the newest state known to be agreed; null for none
     */
    boolean follows(Message.Ruled message, Lineage history, AgreedState known) {
        if (lineage != null && !lineage.equals(history)) {
            boolean bound = known != null && known.counts(self);
            if (bound && !history.winsOver(lineage)) {
                return false;
            }
        }
        long promised = promises.termIn(history);
        if (message.term() < promised) {
            transport.send(message.from(), new Message.Refused(self, promised));
            return false;
        }
        goOver(history);
        promises.follow(message.term());
        if (!isTo(message.from(), message.term())) {
            coordinator = message.from();
            coordinatorTerm = message.term();
            lastSeq = 0;
            lastStamp = -1;
            onNewReign.run();
        }
        if (message.seq() < lastSeq) {
            return false;
        }
        lastSeq = message.seq();
        lastContact = clock.millis();
        return true;
    }

    /** Whether this is the coordinator that is followed, in the term in which it is. */
    boolean isTo(MemberId member, long term) {
        return member.equals(coordinator) && term == coordinatorTerm;
    }

    /** Whether there is a coordinator to report to on what was asked for in this term of this history: terms are counted in each. */
    boolean hasCoordinatorOf(long term, Lineage history) {
        return coordinator != null && term == coordinatorTerm && history.equals(lineage);
    }

    /** Follows another history, if it is another: in that the coordinator of the one before has no say. */
    private void goOver(Lineage history) {
        if (!history.equals(lineage)) {
            turnTo(history);
            coordinator = null;
        }
    }

    /** The lease and the promises are of the history before. */
    private void turnTo(Lineage history) {
        if (lineage != null && !lineage.equals(history)) {
            lease.drop();
        }
        promises.turnTo(history);
        lineage = history;
    }

    /** The coordinator has told its clock. */
    void stamp(long stamp) {
        lastStamp = stamp;
    }

    /** The coordinator's clock as it was told last, to be echoed; negative when it has told none in this term. */
    long lastStamp() {
        return lastStamp;
    }

    // ---- elections

    /**
     * Answers a candidate.
     *
     * @param known the newest state known to be agreed; null for none
     */
    void onElect(Message.Elect elect, boolean coordinatorIsThere, AgreedState known) {
        if (isLeftBehind(elect.ref())) {
            // That fleet has gone on without the candidate: nobody may be promised anything on what it still knows.
            transport.send(elect.from(), new Message.Commit(self, elect.term(), 0, left, null));
        } else if (isOfBetterHistory(elect)) {
            if (!isNeeded(elect)) {
                // It may be all that is left of an older fleet, and stand for ever: whoever reigns here goes on until
                // somebody reigns there, and says so.
                transport.send(elect.from(), promises.answer(self, elect.term(), false, known));
                return;
            }
            // An older fleet, which needs this node: whoever reigns in the younger one yields.
            goOver(elect.ref().lineage());
            lastContact = clock.millis();
        }
        boolean granted = promises.isGiven(elect.term(), elect.from())
                || (elect.term() > promises.term() && mayFollow(elect, coordinatorIsThere));
        if (granted) {
            promises.give(elect.term(), elect.from());
        }
        transport.send(elect.from(), promises.answer(self, elect.term(), granted, known));
    }

    private boolean isOfBetterHistory(Message.Elect elect) {
        return elect.ref() != null && lineage != null && elect.ref().lineage().winsOver(lineage);
    }

    /** Whether the promise of this node counts for the candidate: its own, or as that of one whose name it bears now. */
    private boolean isNeeded(Message.Elect elect) {
        return elect.roster().stream()
                .anyMatch(m -> m.id().equals(self.id()) || m.name().equals(self.name()));
    }

    private boolean isLeftBehind(StateRef ref) {
        return ref != null
                && left != null
                && !left.lineage().equals(lineage)
                && ref.lineage().equals(left.lineage())
                && ref.isOlderThan(left.ref());
    }

    private boolean mayFollow(Message.Elect elect, boolean coordinatorIsThere) {
        if (lineage != null && (elect.ref() == null || !elect.ref().lineage().equals(lineage))) {
            return false;
        }
        boolean content = coordinator != null && coordinatorIsThere && !isSilent();
        return !content || elect.from().equals(coordinator);
    }

    /**
     * Begins a history, or goes on in a new one.
     *
     * @param leaving what was agreed last in the one before; null if there is none
     */
    void begin(Lineage history, AgreedState leaving) {
        left = leaving;
        if (lineage == null) {
            promises.forget();
        }
        // Who was followed so far goes on to be asked for a lease, and hears by that of the new history.
        turnTo(history);
    }

    // ---- what others need to know

    boolean isSilent() {
        return silentMillis() > timing.silence();
    }

    /** How long the coordinator has said nothing. */
    long silentMillis() {
        return clock.millis() - lastContact;
    }

    /** Null for none. */
    MemberId coordinator() {
        return coordinator;
    }

    long coordinatorTerm() {
        return coordinatorTerm;
    }

    /** The history of the coordinator that is followed; null before anything is known. */
    Lineage lineage() {
        return lineage;
    }
}
