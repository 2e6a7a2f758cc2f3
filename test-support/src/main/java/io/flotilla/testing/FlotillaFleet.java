package io.flotilla.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * Several nodes with one configuration file and the same ports, each on an address of its own: 127.0.0.1, 127.0.0.2 and so on,
 * or those of hosts of a test network.
 */
public final class FlotillaFleet implements AutoCloseable {
    private final List<FlotillaProcess> nodes;

    private FlotillaFleet(List<FlotillaProcess> nodes) {
        this.nodes = nodes;
    }

    /** Starts so many, the first alone so that it is the oldest, and waits until each is ready. */
    public static FlotillaFleet started(int size, String yaml, String... options) {
        return startedBy(null, size, yaml, options);
    }

    /** As {@link #started}, by this program; null for this JVM's own class path. */
    public static FlotillaFleet startedBy(Path launcher, int size, String yaml, String... options) {
        List<String> addresses =
                IntStream.rangeClosed(1, size).mapToObj(n -> "127.0.0." + n).toList();
        return started(addresses, yaml, (setup, n) -> setup.bind(addresses.get(n))
                .options(options)
                .launcher(launcher));
    }

    /** As {@link #started}, one on each of these hosts of a test network. */
    public static FlotillaFleet startedOn(List<NetworkHost> hosts, String yaml, String... options) {
        return startedOn(null, hosts, yaml, options);
    }

    /** The same, by this program. */
    public static FlotillaFleet startedOn(Path launcher, List<NetworkHost> hosts, String yaml, String... options) {
        List<String> addresses = hosts.stream().map(NetworkHost::address).toList();
        return started(addresses, yaml, (setup, n) -> setup.on(hosts.get(n))
                .options(options)
                .launcher(launcher));
    }

    private static FlotillaFleet started(
            List<String> addresses,
            String yaml,
            BiFunction<FlotillaProcess.Setup, Integer, FlotillaProcess.Setup> place) {
        FlotillaProcess.Ports ports = FlotillaProcess.Ports.free();
        List<String> members = addresses.stream()
                .map(address -> address + ":" + ports.cluster())
                .toList();
        FlotillaFleet fleet = new FlotillaFleet(new ArrayList<>());
        try {
            for (int n = 0; n < addresses.size(); n++) {
                FlotillaProcess.Setup setup =
                        FlotillaProcess.with(yaml).ports(ports).join(members);
                FlotillaProcess node =
                        place.apply(setup.name("node-" + (n + 1)), n).launch();
                fleet.nodes.add(node);
                if (n == 0) {
                    node.awaitReady();
                }
            }
            fleet.nodes.forEach(FlotillaProcess::awaitReady);
            return fleet;
        } catch (RuntimeException | AssertionError e) {
            fleet.close();
            throw e;
        }
    }

    /** The node with this number, from 1; node 1 is the first coordinator. */
    public FlotillaProcess node(int n) {
        return nodes.get(n - 1);
    }

    /** All of them, also those that were killed. */
    public List<FlotillaProcess> nodes() {
        return List.copyOf(nodes);
    }

    /** Those that run. */
    public List<FlotillaProcess> alive() {
        return nodes.stream().filter(node -> node.process().isAlive()).toList();
    }

    @Override
    public void close() {
        nodes.forEach(FlotillaProcess::close);
    }
}
