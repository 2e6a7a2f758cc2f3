package io.flotilla.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flotilla.testing.FlotillaProcess;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.Network;
import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealMemcached;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A write that the network swallows. Once the proxy has given it up it must never reach the server: what is written there
 * later, by other ways, is newer. But a kernel goes on sending what is in its queue, also for a socket that was closed.
 */
class LostWritesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Of /proc/net/tcp: a connection that is being opened, and has nothing to send but that. */
    private static final String SYN_SENT = "02";

    private Network network;
    private RealMemcached server;
    private FlotillaProcess proxy;

    @BeforeEach
    void start() {
        Network.requirePermission();
        network = Network.of("proxy", "server");
        server = RealMemcached.startedOn(network.host("server"));
    }

    @AfterEach
    void stop() {
        if (proxy != null) {
            proxy.close();
        }
        if (network != null) {
            server.close();
            network.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "io_uring"})
    void aWriteThatWasGivenUpNeverReachesTheServerOnceTheNetworkIsWholeAgain(String transport) {
        int port = FreePorts.next();
        proxy = FlotillaProcess.with(Pools.pool("cache", port, false, List.of(server), "timeout: 1500"))
                .on(network.host("proxy"))
                .options("--transport", transport)
                .start();
        Assumptions.assumeTrue(
                proxy.process().log().contains("transport " + transport),
                "NOT RUN: " + transport + " does not work here");
        try (RawClient small = RawClient.connect(proxy.bind(), port).within(PATIENCE);
                RawClient large = RawClient.connect(proxy.bind(), port).within(PATIENCE)) {
            small.send("set small 0 0 3\r\nold\r\n").expect("STORED\r\n");
            large.send("set large 0 0 3\r\nold\r\n").expect("STORED\r\n");

            network.cut("proxy", "server");
            small.send("set small 0 0 5\r\nstuck\r\n");
            large.send("set large 0 0 300000\r\n" + "x".repeat(300_000) + "\r\n");
            assertThat(small.readLine()).startsWith("SERVER_ERROR");
            assertThat(large.readLine()).startsWith("SERVER_ERROR");
            server.set("small", "newer");
            server.set("large", "newer");
            await("nothing of the proxy's left to be sent").atMost(PATIENCE).untilAsserted(() -> assertThat(unsent())
                    .isEmpty());

            network.heal();
            await("the server reached again").atMost(PATIENCE).until(() -> {
                small.send("set other 0 0 1\r\n1\r\n");
                return small.readLine().equals("STORED");
            });
            assertThat(server.get("small")).isEqualTo("newer");
            assertThat(server.get("large")).isEqualTo("newer");
        }
    }

    /** The connections to the server, open or closed, for which the kernel of the proxy's host holds bytes. */
    private List<String> unsent() {
        return Stream.of("tcp", "tcp6")
                .flatMap(this::connections)
                .filter(this::isUnsent)
                .toList();
    }

    private Stream<String> connections(String family) {
        Path table = Path.of("/proc/" + proxy.process().pid() + "/net/" + family);
        try {
            return Files.exists(table) ? Files.readAllLines(table).stream().skip(1) : Stream.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line of Linux's table is: number, local address, remote address, state, bytes to send and to read, ... */
    private boolean isUnsent(String line) {
        String[] fields = line.strip().split("\\s+");
        return fields[2].endsWith(":%04X".formatted(server.port()))
                && !fields[3].equals(SYN_SENT)
                && !fields[4].startsWith("00000000:");
    }
}
