package io.flotilla.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Several nodes with one configuration file, on 127.0.0.1, 127.0.0.2 and so on, with the same ports on each address. */
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
        FlotillaProcess.Ports ports = FlotillaProcess.Ports.free();
        List<String> members = IntStream.rangeClosed(1, size)
                .mapToObj(n -> "127.0.0." + n + ":" + ports.cluster())
                .toList();
        FlotillaFleet fleet = new FlotillaFleet(new ArrayList<>());
        try {
            for (int n = 1; n <= size; n++) {
                FlotillaProcess node = FlotillaProcess.with(yaml)
                        .bind("127.0.0." + n)
                        .ports(ports)
                        .join(members)
                        .name("node-" + n)
                        .options(options)
                        .launcher(launcher)
                        .launch();
                fleet.nodes.add(node);
                if (n == 1) {
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

    /** The node on 127.0.0.{@code n}, from 1; node 1 is the first coordinator. */
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
