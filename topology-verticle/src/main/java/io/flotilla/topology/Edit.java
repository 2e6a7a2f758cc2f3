package io.flotilla.topology;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * A change that the coordinator wants to make.
 *
 * @param apply the change; gives back its argument when there is nothing to do any more
 * @param changes what the ledger says of it
 * @param begun when it was first asked for, by the coordinator's clock
 * @param lapses whether it is dropped, not tried again, when it is put off
 * @param done told the state that it is part of once that is agreed; or null and one of the words below
 */
record Edit(
        UnaryOperator<AgreedState> apply,
        List<Decision.Change> changes,
        long begun,
        boolean lapses,
        BiConsumer<AgreedState, String> done) {
    /** The coordinator's reign ended; the change may have been made. */
    static final String COORDINATOR_CHANGED = "coordinator_changed";
    /** A server was to come back, and what is old on it could not be deleted; it was not made. */
    static final String NOT_FIT = "not_fit";

    /** A server was to come back, and some node did not drain soon; it was not made, and is to be voted on anew. */
    static final String PUT_OFF = "put_off";

    /** Whether it lets a server back in that is out in this state. */
    boolean returnsServer(AgreedState state) {
        AgreedState after = apply.apply(state);
        return state.out().stream().anyMatch(out -> !after.isOut(out.server()));
    }

    /** Whether it takes a server out that is in, in this state. */
    boolean takesOut(AgreedState state) {
        return apply.apply(state).out().stream().anyMatch(out -> !state.isOut(out.server()));
    }

    /** Whether it makes no difference which of the two comes first. */
    boolean commutesWith(Edit other, AgreedState state) {
        return apply.apply(other.apply.apply(state)).equals(other.apply.apply(apply.apply(state)));
    }
}
