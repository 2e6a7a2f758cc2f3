package io.flotilla.topology;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The latest decisions that this node knows of, the newest first. */
final class Ledger {
    private static final int MOST = 50;

    private final Deque<Decision> decisions = new ArrayDeque<>();

    void record(Decision decision) {
        if (decisions.contains(decision)) {
            return;
        }
        decisions.addFirst(decision);
        while (decisions.size() > MOST) {
            decisions.removeLast();
        }
    }

    /** Takes over the coordinator's, if that knows more. */
    void replace(List<Decision> newer) {
        if (!newer.isEmpty()
                && (decisions.isEmpty()
                        || newer.get(0).epoch() > decisions.getFirst().epoch())) {
            decisions.clear();
            decisions.addAll(newer);
        }
    }

    /** The decision that made this epoch; null when it is not known. */
    Decision of(long epoch) {
        return decisions.stream().filter(d -> d.epoch() == epoch).findFirst().orElse(null);
    }

    List<Decision> list() {
        return new ArrayList<>(decisions);
    }
}
