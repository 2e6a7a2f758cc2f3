package io.flotilla.stats;

import io.flotilla.topology.Topology;
import java.util.List;

/** What the statistics ask of the topology. Answers at once, from any thread. */
public interface FleetStatus {

    /** The topology in force on this node. */
    Topology topology();

    /** How many times a server of this pool was ejected since this node started. */
    long ejects(String pool);

    /** When this server was last ejected, microseconds since 1970; 0 if never since this node started. */
    long ejectedAtMicros(String pool, String server);

    /** Why this node should get no new clients, one sentence each; empty when all is well. */
    List<String> unready();
}
