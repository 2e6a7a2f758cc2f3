package io.flotilla.topology;

import java.util.List;

/**
 * One member of the fleet, as the coordinator sees it.
 *
 * @param name the node's name
 * @param epoch the epoch it routes by
 * @param leaseMillis how long its lease lasts without another heartbeat; 0 when it has none
 * @param coordinator whether it decides
 * @param missing whether it left without a word and is still counted
 * @param disbelieved servers, as {@code pool/server}, that it cannot reach while the fleet can
 */
public record NodeStatus(
        String name, long epoch, long leaseMillis, boolean coordinator, boolean missing, List<String> disbelieved) {

    public NodeStatus {
        disbelieved = List.copyOf(disbelieved);
    }
}
