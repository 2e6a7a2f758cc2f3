package io.flotilla.topology;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one node has bound itself to, as an acceptor of Paxos: the highest term it has promised, and what it was last asked
 * to remember, with the number of that proposal: the term, and within it the coordinator's count of switches.
 *
 * <p>That is part of one history, and binds nobody in another. A node that leaves its history may come back to it, and is
 * counted there all the while: so what binds it there is set aside, and holds again when it comes back.
 */
final class Promises {
    /**
     * Of how many histories that were left promises are kept. A node goes from one to an older one, each of which must have been
     * begun while nobody saw the others; this many never come before it is back in its own, or taken in.
     */
    static final int HISTORIES = 8;

    private record Kept(long term, MemberId to, long acceptedTerm, long acceptedChange, AgreedState accepted) {}

    /** By history, the one that was left last at the end. */
    private final Map<Lineage, Kept> aside = new LinkedHashMap<>();

    /** The history that the rest belongs to; null while none is known. */
    private Lineage history;

    private long term;
    private MemberId to;
    private long acceptedTerm;
    private long acceptedChange;
    private AgreedState accepted;

    long term() {
        return term;
    }

    /** The highest term that was promised in a history, which may be another than the present one. */
    long termIn(Lineage other) {
        if (history == null || history.equals(other)) {
            return term;
        }
        Kept kept = aside.get(other);
        return kept == null ? 0 : kept.term;
    }

    /** From now on it is this history that promises are given in. The first that is known takes on what was promised before. */
    void turnTo(Lineage other) {
        if (history != null && !history.equals(other)) {
            aside.put(history, new Kept(term, to, acceptedTerm, acceptedChange, accepted));
            forget();
            Kept kept = aside.remove(other);
            if (kept != null) {
                term = kept.term;
                to = kept.to;
                acceptedTerm = kept.acceptedTerm;
                acceptedChange = kept.acceptedChange;
                accepted = kept.accepted;
            }
            dropOldest();
        }
        history = other;
    }

    private void dropOldest() {
        if (aside.size() > HISTORIES) {
            Iterator<Lineage> oldest = aside.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
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

    /** Something is agreed: what was remembered for this or an earlier version of that history is settled. */
    void settle(AgreedState agreed) {
        boolean same = accepted != null && accepted.lineage().equals(agreed.lineage());
        if (same && accepted.version() <= agreed.version()) {
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

    /** What was promised while no history was known binds nobody in one that begins. */
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
