package io.flotilla.topology;

import java.util.List;

/** A switch that the data path was asked to prepare. */
final class Hold {
    AgreedState next;
    long term;
    /** The coordinator's number of the switch; 0 when it is agreed, and only made up for. */
    long change;

    boolean drained;
    /** It has drained, but old values could not be deleted on a server that returns. */
    boolean unable;

    boolean shed;
    private long seq;

    private Hold(AgreedState next) {
        this.next = next;
    }

    static Hold askedFor(Message.Prepare prepare) {
        Hold hold = new Hold(prepare.next());
        hold.goOnFor(prepare);
        return hold;
    }

    static Hold agreed(AgreedState state) {
        return new Hold(state);
    }

    /** It is asked for again, perhaps by another coordinator, or for a state that routes alike. */
    void goOnFor(Message.Prepare prepare) {
        next = prepare.next();
        term = prepare.term();
        change = prepare.change();
        seq = prepare.seq();
    }

    /** The servers that leave in it because the fleet has found that they fail. */
    List<ServerId> condemned(AgreedState applied) {
        return next.out().stream()
                .filter(out -> out.reason() == Out.Reason.FAILED && !applied.isOut(out.server()))
                .map(Out::server)
                .toList();
    }

    /**
     * A coordinator that knows of no such change has made sure that nobody will ever commit it; and not while it asks for
     * what goes on with it.
     */
    boolean isGivenUp(Message.Grant grant) {
        return grant.term() == term
                ? grant.seq() > seq && (grant.since() == 0 || change < grant.since())
                : grant.term() > term && grant.pending() == 0;
    }

    boolean isGivenUp(Message.Abandon abandon) {
        return term == abandon.term() && change <= abandon.change();
    }
}
