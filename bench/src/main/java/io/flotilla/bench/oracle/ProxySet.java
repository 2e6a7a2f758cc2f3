package io.flotilla.bench.oracle;

import io.flotilla.testing.FlotillaFleet;
import io.flotilla.testing.FlotillaProcess;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.NutcrackerProcess;
import io.flotilla.testing.RealRedis;
import io.flotilla.testing.RealServer;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Three proxies in front of the same servers, on 127.0.0.1 to 127.0.0.3. */
final class ProxySet implements AutoCloseable {
    static final int SIZE = 3;
    static final String POOL = "oracle";

    private final List<InetSocketAddress> addresses;
    private final List<FlotillaProcess> nodes;
    private final List<? extends AutoCloseable> processes;

    private ProxySet(int port, List<FlotillaProcess> nodes, List<? extends AutoCloseable> processes) {
        this.addresses = IntStream.rangeClosed(1, SIZE)
                .mapToObj(n -> new InetSocketAddress("127.0.0." + n, port))
                .toList();
        this.nodes = nodes;
        this.processes = processes;
    }

    /**
     * How keys are spread over servers.
     *
     * @param distribution the pool's
     * @param unequal whether servers weigh 1, 2, 3 and so on, not 1 each
     */
    record Spread(String distribution, boolean unequal) {}

    /**
     * A fleet of three nodes, all ready.
     *
     * @param launcher the program that starts a node; null for this JVM's own class path
     */
    static ProxySet flotilla(java.nio.file.Path launcher, List<? extends RealServer> servers, Spread spread) {
        int port = FreePorts.next();
        FlotillaFleet fleet = FlotillaFleet.startedBy(
                launcher,
                SIZE,
                "pools:\n"
                        + yaml("127.0.0.1", port, servers, spread, "\n  on_return: invalidate")
                                .indent(2));
        return new ProxySet(port, fleet.nodes(), List.of(fleet));
    }

    /** Three nutcrackers, which know nothing of each other. */
    static ProxySet nutcracker(List<? extends RealServer> servers, Spread spread) {
        int port = FreePorts.next();
        List<AutoCloseable> started = new ArrayList<>();
        ProxySet set = new ProxySet(port, List.of(), started);
        try {
            for (InetSocketAddress address : set.addresses) {
                started.add(NutcrackerProcess.started(yaml(address.getHostString(), port, servers, spread, "")));
            }
            return set;
        } catch (RuntimeException | AssertionError e) {
            set.close();
            throw e;
        }
    }

    private static String yaml(String host, int port, List<? extends RealServer> servers, Spread spread, String more) {
        return """
                %s:
                  listen: %s:%d
                  hash: fnv1a_64
                  distribution: %s
                  timeout: 300
                  auto_eject_hosts: true
                  server_failure_limit: 2
                  server_retry_timeout: 2000
                  redis: %s%s
                  servers:
                %s
                """.formatted(
                        POOL,
                        host,
                        port,
                        spread.distribution,
                        servers.get(0) instanceof RealRedis,
                        more,
                        IntStream.range(0, servers.size())
                                .mapToObj(i -> "   - " + servers.get(i).address() + ":" + (spread.unequal ? i + 1 : 1))
                                .collect(Collectors.joining("\n")));
    }

    /** Where clients connect. */
    List<InetSocketAddress> addresses() {
        return addresses;
    }

    /** The nutcrackers; empty for other proxies. */
    List<NutcrackerProcess> nutcrackers() {
        return processes.stream()
                .filter(NutcrackerProcess.class::isInstance)
                .map(NutcrackerProcess.class::cast)
                .toList();
    }

    /** The nodes of a Flotilla fleet; empty for other proxies. */
    List<FlotillaProcess> nodes() {
        return nodes;
    }

    @Override
    public void close() {
        for (AutoCloseable process : processes) {
            try {
                process.close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
