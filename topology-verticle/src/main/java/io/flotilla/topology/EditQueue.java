package io.flotilla.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The changes that are asked for and not yet under way, in the order in which they were asked for. */
final class EditQueue {
    private final List<Edit> edits = new ArrayList<>();

    void add(Edit edit) {
        edits.add(edit);
    }

    /** Puts back what was taken and could not be made. */
    void putBack(List<Edit> given) {
        edits.addAll(0, given);
    }

    /** Puts back those that are not dropped; gives back the others. */
    List<Edit> putBackUnless(Predicate<Edit> isDropped, List<Edit> given) {
        putBack(given.stream().filter(isDropped.negate()).toList());
        return given.stream().filter(isDropped).toList();
    }

    boolean isEmpty() {
        return edits.isEmpty();
    }

    /**
     * Takes what one change can do: all of them, unless some let a server back in and others do not. A return is prepared
     * for a while, and an ejection cannot wait for it: those that let nobody back in go first, if it makes no difference.
     *
     * @param mayReturn whether those that let a server back in may be taken now
     */
    List<Edit> take(AgreedState state, boolean mayReturn) {
        List<Edit> returning = new ArrayList<>();
        List<Edit> others = new ArrayList<>();
        for (Edit edit : edits) {
            boolean waits = edit.returnsServer(state)
                    || returning.stream().anyMatch(earlier -> !edit.commutesWith(earlier, state));
            (waits ? returning : others).add(edit);
        }
        List<Edit> taken = others.isEmpty() && mayReturn ? returning : others;
        edits.removeAll(taken);
        return taken;
    }

    /** The state as it will be when all of this is done. */
    AgreedState applyTo(AgreedState state) {
        return apply(edits, state);
    }

    static AgreedState apply(List<Edit> some, AgreedState state) {
        AgreedState then = state;
        for (Edit edit : some) {
            then = edit.apply().apply(then);
        }
        return then;
    }

    /** Nothing of it will be made. */
    List<Edit> clear() {
        List<Edit> all = List.copyOf(edits);
        edits.clear();
        return all;
    }
}
