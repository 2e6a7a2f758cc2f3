package io.flotilla.topology;

import java.util.List;
import java.util.Optional;

/**
 * A snapshot of the fleet as one node sees it.
 *
 * @param node this node's name
 * @param fleet the fleet's name; empty for a node that stands alone
 * @param topology what this node routes by
 * @param term the number of the coordinator's reign; grows with every change of coordinator
 * @param coordinator the node that decides; empty while none is known
 * @param leaseMillis how long this node's lease lasts without another heartbeat; 0 when it has none. A node that stands
 *     alone needs none and always has the whole
 * @param isolated whether this node has no lease
 * @param unready why this node should get no clients; empty when it should
 * @param disbelieved servers, as {@code pool/server}, that this node cannot reach while the fleet can
 * @param paused whether the fleet is told not to eject or return anything by itself
 * @param pinned servers, as {@code pool/server}, that the fleet neither ejects nor returns by itself
 * @param nodes every member of the fleet as the coordinator last told, this node among them
 * @param decisions the latest decisions, newest first
 */
public record FleetStatus(
        String node,
        Optional<String> fleet,
        Topology topology,
        long term,
        Optional<String> coordinator,
        long leaseMillis,
        boolean isolated,
        Optional<String> unready,
        List<String> disbelieved,
        boolean paused,
        List<String> pinned,
        List<NodeStatus> nodes,
        List<Decision> decisions) {

    public FleetStatus {
        disbelieved = List.copyOf(disbelieved);
        pinned = List.copyOf(pinned);
        nodes = List.copyOf(nodes);
        decisions = List.copyOf(decisions);
    }

    /** The epoch that this node routes by. */
    public long epoch() {
        return topology.epoch();
    }

    /** Whether this node should get clients. */
    public boolean ready() {
        return unready.isEmpty();
    }
}
