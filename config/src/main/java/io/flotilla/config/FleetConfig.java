package io.flotilla.config;

import java.util.List;
import java.util.Optional;

/**
 * The fleet this proxy belongs to.
 *
 * @param name the fleet's name; only proxies of one name join each other
 * @param join addresses of members, at least one
 * @param bind the address the cluster ports bind to
 * @param clusterPort the Hazelcast port; the default of {@code join} addresses without one
 * @param heartbeatMillis time between the coordinator's heartbeats
 * @param leaseMillis how long a heartbeat keeps a proxy in the fleet
 * @param forgetAfterMillis how long a member that crashed is counted
 * @param whenIsolated what happens to requests without a lease
 * @param strict whether a member that crashed is counted for ever
 * @param secret the key that authenticates the fleet's messages
 */
public record FleetConfig(
        String name,
        List<Endpoint.Tcp> join,
        String bind,
        int clusterPort,
        int heartbeatMillis,
        int leaseMillis,
        int forgetAfterMillis,
        WhenIsolated whenIsolated,
        boolean strict,
        Optional<String> secret) {

    public FleetConfig {
        join = List.copyOf(join);
    }
}
