package io.flotilla.node;

import io.flotilla.config.Endpoint;
import io.flotilla.config.FlotillaConfig;
import io.flotilla.config.PoolConfig;
import io.flotilla.stats.ListenException;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * The TCP ports of a node's pools, statistics and commands, tried before any of them is opened: a start that must fail for one
 * of them has by then replaced no unix socket of a node that lives.
 */
final class OwnPorts {
    /** Where something is to listen: with an option that changes it, or by the configuration of a pool. */
    private record Place(String what, Endpoint.Tcp endpoint, String option, boolean shared) {
        StartException failure(IOException cause) {
            String message = option.isEmpty()
                    ? what + ": cannot listen on " + endpoint + ": " + ListenException.reason(cause)
                    : ListenException.of(what, endpoint.toString(), option, cause)
                            .getMessage();
            return new StartException(message, cause);
        }

        /** As part of a sentence. */
        String name() {
            return option.isEmpty() ? what : "the " + what + " port";
        }
    }

    private final List<Place> places = new ArrayList<>();

    OwnPorts(NodeOptions options, OwnAddresses addresses, FlotillaConfig config) {
        config.pools().forEach(this::add);
        if (!addresses.stats().startsWith("/")) {
            add("stats", addresses.stats(), options.statsPort(), "-s or -a");
        }
        add("admin", addresses.admin(), options.adminPort(), "--admin-port or --admin-addr");
    }

    private void add(PoolConfig pool) {
        if (pool.listen().endpoint() instanceof Endpoint.Tcp tcp) {
            places.add(new Place("pool '" + pool.name() + "'", tcp, "", pool.reusePort()));
        }
    }

    private void add(String what, String host, int port, String option) {
        places.add(new Place(what, new Endpoint.Tcp(host, port), option, false));
    }

    /**
     * Fails if two of the ports are one, or if one of them is not to be had. Vert.x would not tell of the first: servers with
     * the same host and port share one socket, and its clients would get the one or the other by turns.
     */
    void check() throws StartException {
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            try {
                for (Place other : places.subList(0, i)) {
                    if (clash(place.endpoint(), other.endpoint())) {
                        throw new BindException("Address already in use by " + other.name());
                    }
                }
                tryOut(place);
            } catch (IOException taken) {
                throw place.failure(taken);
            }
        }
    }

    private static boolean clash(Endpoint.Tcp one, Endpoint.Tcp two) throws UnknownHostException {
        if (one.port() != two.port() || one.port() == 0) {
            return false;
        }
        InetAddress first = InetAddress.getByName(one.host());
        InetAddress second = InetAddress.getByName(two.host());
        return first.equals(second) || first.isAnyLocalAddress() || second.isAnyLocalAddress();
    }

    /** Binds without listening, so that no client connects meanwhile. */
    private static void tryOut(Place place) throws IOException {
        InetAddress address = InetAddress.getByName(place.endpoint().host());
        StandardProtocolFamily family =
                address instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
        try (SocketChannel socket = SocketChannel.open(family)) {
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            if (place.shared() && socket.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
                socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            socket.bind(new InetSocketAddress(address, place.endpoint().port()));
        } catch (UnsupportedOperationException noSuchFamily) {
            throw new BindException("Address family not supported by protocol");
        }
    }
}
