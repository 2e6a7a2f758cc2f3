package io.flotilla.node;

import io.flotilla.stats.EjectionLog;
import io.flotilla.topology.Decision;
import java.util.List;

/**
 * The servers that this node found out as it founded its fleet. They are out in the first topology of all, so that no
 * difference between two tells the statistics of them, though this node itself took them out.
 */
final class FoundOut {
    private static final String ACTION = "found-out";

    private final String node;
    private final long startedMillis;

    /**
     * @param node this node's name
     * @param startedMillis when its process started, milliseconds since 1970: a node that joins the fleet again, which it
     *     founded in an earlier life, has not seen what that one did
     */
    FoundOut(String node, long startedMillis) {
        this.node = node;
        this.startedMillis = startedMillis;
    }

    /** Counts them. */
    void count(List<Decision> decisions, EjectionLog ejections) {
        for (Decision decision : decisions) {
            if (decision.coordinator().equals(node) && decision.at() >= startedMillis) {
                decision.changes().stream()
                        .filter(change -> change.action().equals(ACTION))
                        .forEach(change -> ejections.foundOut(change.pool(), change.server()));
            }
        }
    }
}
