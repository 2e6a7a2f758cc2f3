package io.flotilla.topology;

/**
 * What one node has bound itself to, as an acceptor of Paxos: the highest term it has promised, and what it was last asked
 * to remember, with the number of that proposal: the term, and within it the coordinator's count of switches.
 */
final class Promises {
    private long term;
    private MemberId to;
    private long acceptedTerm;
    private long acceptedChange;
    private AgreedState accepted;

    long term() {
        return term;
    }

    /** Follows this term from now on, whoever rules in it. A promise of another term says nothing of this one. */
    void follow(long newTerm) {
        if (newTerm != term) {
            to = null;
        }
        term = newTerm;
    }

    /** Promises a candidate to follow it. */
    void give(long newTerm, MemberId candidate) {
        term = newTerm;
        to = candidate;
    }

    /** Whether this very promise was given before. */
    boolean isGiven(long asked, MemberId candidate) {
        return asked == term && candidate.equals(to);
    }

    /**
     * Remembers a state as the next, unless a later proposal was remembered or another term promised. Within a term the
     * coordinator gives up one proposal before it makes the next, so of two the later one counts.
     */
    boolean accept(AgreedState next, long ofTerm, long ofChange) {
        if (ofTerm != term || ofTerm < acceptedTerm || (ofTerm == acceptedTerm && ofChange < acceptedChange)) {
            return false;
        }
        accepted = next;
        acceptedTerm = ofTerm;
        acceptedChange = ofChange;
        return true;
    }

    /** Something is agreed: what was remembered for this or an earlier version is settled. */
    void settle(AgreedState agreed, boolean sameLineage) {
        if (accepted != null && (!sameLineage || accepted.version() <= agreed.version())) {
            forgetAccepted();
        }
    }

    /**
     * A coordinator gave up its switches before this one, or all for {@code since} 0: it has made sure that nobody will
     * ever make them, so a later coordinator need not.
     */
    void givenUp(long byTerm, long since) {
        boolean its = acceptedTerm == byTerm && (since == 0 || acceptedChange < since);
        boolean earlier = acceptedTerm < byTerm && since == 0;
        if (accepted != null && (its || earlier)) {
            forgetAccepted();
        }
    }

    /** What was promised in another history binds nobody in this one. */
    void forget() {
        term = 0;
        to = null;
        forgetAccepted();
    }

    private void forgetAccepted() {
        accepted = null;
        acceptedTerm = 0;
        acceptedChange = 0;
    }

    /** The answer to a candidate, with all that it must know. */
    Message.Promise answer(MemberId self, long asked, boolean granted, AgreedState agreed) {
        return new Message.Promise(self, asked, granted, term, agreed, acceptedTerm, acceptedChange, accepted);
    }
}
