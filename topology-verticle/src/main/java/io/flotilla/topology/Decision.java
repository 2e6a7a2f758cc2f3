package io.flotilla.topology;

import java.util.List;

/**
 * One entry of the ledger: a change of the topology, why it was made and how long its steps took.
 *
 * @param epoch the epoch it made
 * @param at when it was committed, by the coordinator's wall clock; milliseconds since 1970
 * @param coordinator the node that made it
 * @param changes what changed
 * @param steps the time of each step, in milliseconds since the decision was begun, in order
 */
public record Decision(long epoch, long at, String coordinator, List<Change> changes, List<Step> steps) {

    public Decision {
        changes = List.copyOf(changes);
        steps = List.copyOf(steps);
    }

    /**
     * One server that left or came back.
     *
     * @param action {@code eject}, {@code return}, {@code restore}, {@code drain}, {@code found-out}, ...
     * @param cause the failure, or who asked
     * @param votes who said what
     */
    public record Change(String action, String pool, String server, String cause, List<Vote> votes) {
        public Change {
            votes = List.copyOf(votes);
        }
    }

    /**
     * What one node's fresh probe said.
     *
     * @param node the node's name
     * @param reached whether the server answered
     * @param cause the failure, or empty
     */
    public record Vote(String node, boolean reached, String cause) {}

    /** The end of a step. */
    public record Step(String name, long millis) {}
}
