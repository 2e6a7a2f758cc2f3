package io.flotilla.config;

import java.util.List;
import java.util.Optional;

/**
 * The fleet this proxy belongs to.
 *
 * @param name the fleet's name; only proxies of one name join each other
 * @param join addresses of members, at least one; given with port 0 they have {@code clusterPort}
 * @param bind the address the cluster ports bind to, or {@link #DEFAULT_BIND}
 * @param clusterPort the Hazelcast port; the default of {@code join} addresses without one
 * @param heartbeatMillis time between the coordinator's heartbeats
 * @param leaseMillis how long a heartbeat keeps a proxy in the fleet
 * @param forgetAfterMillis how long a member that crashed is counted
 * @param whenIsolated what happens to requests without a lease
 * @param strict whether a member that crashed is counted for ever
 * @param security what proves that something comes from this fleet
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
        FleetSecurity security) {

    /** The name of a fleet that was given none. */
    public static final String DEFAULT_NAME = "flotilla";
    /** Stands for an address that was not said; the node chooses one of its own by which members reach it. */
    public static final String DEFAULT_BIND = "0.0.0.0";
    /** The Hazelcast port, if nothing else is said. */
    public static final int DEFAULT_CLUSTER_PORT = 5701;

    public FleetConfig {
        join = List.copyOf(join);
    }

    /** A fleet with one secret, or none, and without TLS. */
    public FleetConfig(
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
        this(
                name,
                join,
                bind,
                clusterPort,
                heartbeatMillis,
                leaseMillis,
                forgetAfterMillis,
                whenIsolated,
                strict,
                new FleetSecurity(secret, Optional.empty(), Optional.empty()));
    }

    /** The key that signs what members tell each other. */
    public Optional<String> secret() {
        return security.secret();
    }

    /** Addresses of members, every one with a port: those that were given none have {@link #clusterPort()}. */
    @Override
    public List<Endpoint.Tcp> join() {
        return join.stream()
                .map(e -> e.port() == 0 ? new Endpoint.Tcp(e.host(), clusterPort) : e)
                .toList();
    }

    /**
     * A fleet of which only the members are known, as the command line's {@code --join} makes it.
     *
     * @param members {@code HOST[:PORT],...}
     * @throws IllegalArgumentException if an address is malformed; the message says which and why
     */
    public static FleetConfig defaults(String members) {
        return new FleetConfig(
                DEFAULT_NAME,
                parseMembers(members),
                DEFAULT_BIND,
                DEFAULT_CLUSTER_PORT,
                FleetKeys.HEARTBEAT.standard(),
                FleetKeys.LEASE.standard(),
                FleetKeys.FORGET_AFTER.standard(),
                FleetKeys.WHEN_ISOLATED.standard(),
                FleetKeys.STRICT.standard(),
                FleetSecurity.NONE);
    }

    /**
     * The same fleet, joined through these members.
     *
     * @param members {@code HOST[:PORT],...}
     * @throws IllegalArgumentException if an address is malformed; the message says which and why
     */
    public FleetConfig withJoin(String members) {
        return with(parseMembers(members), bind, clusterPort);
    }

    /** The same fleet, with the cluster ports bound to this address. */
    public FleetConfig withBind(String address) {
        return with(join, address, clusterPort);
    }

    /**
     * The same fleet on another port. Members given without a port are expected there too.
     *
     * @param port 1 to 65535
     * @throws IllegalArgumentException if the port is out of range
     */
    public FleetConfig withClusterPort(int port) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("cluster port: found " + port + ", allowed: 1 to 65535");
        }
        return with(join, bind, port);
    }

    private FleetConfig with(List<Endpoint.Tcp> members, String address, int port) {
        return new FleetConfig(
                name,
                members,
                address,
                port,
                heartbeatMillis,
                leaseMillis,
                forgetAfterMillis,
                whenIsolated,
                strict,
                security);
    }

    private static List<Endpoint.Tcp> parseMembers(String text) {
        try {
            return Addresses.members(text);
        } catch (BadValue e) {
            throw new IllegalArgumentException(
                    "join: found \"" + text + "\" (" + e.getMessage() + "), allowed: " + FleetKeys.JOIN.allowed());
        }
    }

    /** Whether both say the same, with every member's port filled in. */
    @Override
    public boolean equals(Object o) {
        return o instanceof FleetConfig other && values().equals(other.values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    private List<Object> values() {
        return List.of(
                name,
                join(),
                bind,
                clusterPort,
                heartbeatMillis,
                leaseMillis,
                forgetAfterMillis,
                whenIsolated,
                strict,
                security);
    }

    /** Everything but the secrets. */
    @Override
    public String toString() {
        return "FleetConfig[name=" + name + ", join=" + join() + ", bind=" + bind + ", clusterPort=" + clusterPort
                + ", heartbeatMillis=" + heartbeatMillis + ", leaseMillis=" + leaseMillis + ", forgetAfterMillis="
                + forgetAfterMillis + ", whenIsolated=" + whenIsolated + ", strict=" + strict + ", security=" + security
                + "]";
    }
}
