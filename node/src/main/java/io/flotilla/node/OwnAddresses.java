package io.flotilla.node;

import io.flotilla.config.Endpoint;
import io.flotilla.config.FleetConfig;
import io.flotilla.config.FlotillaConfig;
import io.flotilla.config.Listen;
import io.flotilla.config.PoolConfig;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.Optional;

/** Puts what the command line says about this node's own addresses and its fleet into the configuration. */
final class OwnAddresses {
    private final NodeOptions options;

    OwnAddresses(NodeOptions options) {
        this.options = options;
    }

    /** The configuration as this node is to run it. */
    FlotillaConfig apply(FlotillaConfig config) throws StartException {
        if (options.bind().isPresent()) {
            checkResolves(options.bind().get());
        }
        return config.with(
                fleet(config.fleet()), config.pools().stream().map(this::bound).toList());
    }

    /** Where the stats port listens. */
    String stats() {
        return options.statsAddress().or(options::bind).orElse("0.0.0.0");
    }

    /** Where the admin port listens: loopback unless something else was said. */
    String admin() {
        return options.adminAddress().or(options::bind).orElse("127.0.0.1");
    }

    /** Where the stats port listens, as people write it. */
    String statsPlace() {
        return stats().startsWith("/") ? stats() : stats() + ":" + options.statsPort();
    }

    /** Whether anything is a unix socket: a pool's listener, a server, the stats port. */
    boolean needsUnixSockets(FlotillaConfig config) {
        return stats().startsWith("/")
                || config.pools().stream()
                        .anyMatch(pool -> pool.listen().endpoint() instanceof Endpoint.Unix
                                || pool.servers().stream().anyMatch(s -> s.endpoint() instanceof Endpoint.Unix));
    }

    private PoolConfig bound(PoolConfig pool) {
        if (options.bind().isEmpty() || !(pool.listen().endpoint() instanceof Endpoint.Tcp tcp)) {
            return pool;
        }
        Endpoint own = new Endpoint.Tcp(options.bind().get(), tcp.port());
        return pool.withListen(new Listen(own, pool.listen().permissions()));
    }

    private Optional<FleetConfig> fleet(Optional<FleetConfig> inFile) throws StartException {
        try {
            FleetConfig fleet = inFile.orElse(null);
            if (options.join().isPresent()) {
                String members = options.join().get();
                fleet = fleet == null ? FleetConfig.defaults(members) : fleet.withJoin(members);
            }
            if (fleet == null) {
                return Optional.empty();
            }
            if (options.clusterPort().isPresent()) {
                fleet = fleet.withClusterPort(options.clusterPort().get());
            }
            return Optional.of(
                    fleet.withBind(options.bind().isPresent() ? options.bind().get() : clusterAddress(fleet)));
        } catch (IllegalArgumentException malformed) {
            throw new StartException(malformed.getMessage(), malformed);
        }
    }

    /**
     * The one address by which the other members reach this node, when nobody said which: one of the members' addresses that
     * is this machine's, else the address from which the way leads to the first member.
     */
    private static String clusterAddress(FleetConfig fleet) throws StartException {
        if (!fleet.bind().equals(FleetConfig.DEFAULT_BIND)) {
            return fleet.bind();
        }
        for (Endpoint.Tcp member : fleet.join()) {
            InetAddress address = resolve(member.host());
            if (isOwn(address)) {
                return address.getHostAddress();
            }
        }
        Endpoint.Tcp first = fleet.join().get(0);
        try (DatagramSocket probe = new DatagramSocket()) {
            probe.connect(new InetSocketAddress(resolve(first.host()), first.port()));
            return probe.getLocalAddress().getHostAddress();
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new StartException("no way leads to the fleet's member " + first + ": " + Reasons.of(e), e);
        }
    }

    private static boolean isOwn(InetAddress address) throws StartException {
        try {
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (IOException e) {
            throw new StartException("cannot list this machine's network interfaces: " + Reasons.of(e), e);
        }
    }

    private static InetAddress resolve(String host) throws StartException {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new StartException("the fleet's member '" + host + "' does not resolve", e);
        }
    }

    private static void checkResolves(String host) throws StartException {
        try {
            InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new StartException("option --bind value '" + host + "' does not resolve", e);
        }
    }
}
