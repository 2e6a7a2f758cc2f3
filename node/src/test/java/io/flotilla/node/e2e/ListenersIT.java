package io.flotilla.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flotilla.testing.ChildProcess;
import io.flotilla.testing.FlotillaProcess;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealRedis;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where clients connect, how many may, and what they see when the node goes. */
class ListenersIT {

    @Test
    void listenersAndServersMayBeUnixSockets(@TempDir Path folder) throws Exception {
        Path listen = folder.resolve("pool.sock");
        try (RealRedis one = RealRedis.startedOn(folder.resolve("one.sock"));
                RealRedis two = RealRedis.startedOn(folder.resolve("two.sock"));
                FlotillaProcess node = FlotillaProcess.started("""
                        shards:
                          listen: %s 0660
                          redis: true
                          redis_db: 3
                          servers:
                           - %s:1 one
                           - %s:1 two
                        """.formatted(listen, one.address(), two.address()))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(listen)))
                    .isEqualTo("rw-rw----");
            try (RawClient client = RawClient.connect(listen)) {
                for (int k = 0; k < 100; k++) {
                    assertThat(client.resp("SET", "k:" + k + ":page", "v")).isEqualTo("OK");
                }
                assertThat(client.resp("MGET", "k:0:page", "none", "k:99:page")).hasToString("[v, null, v]");
            }
            long stored = 0;
            for (RealRedis server : List.of(one, two)) {
                try (RawClient direct = server.connect()) {
                    direct.resp("SELECT", "3");
                    long here = (Long) direct.resp("DBSIZE");
                    assertThat(here).isPositive();
                    stored += here;
                }
            }
            assertThat(stored).isEqualTo(100);
            node.process().signal("TERM");
            node.process().awaitExit(Duration.ofSeconds(20));
            assertThat(listen).doesNotExist();
        }
    }

    @Test
    void theClientBeyondTheLimitGetsAnErrorAndTheOthersGoOn() {
        int port = FreePorts.next();
        try (RealRedis server = RealRedis.started();
                FlotillaProcess node =
                        FlotillaProcess.started(Pools.pool("p", port, true, List.of(server), "client_connections: 2"));
                RawClient one = RawClient.connect("127.0.0.1", port);
                RawClient two = RawClient.connect("127.0.0.1", port)) {
            assertThat(one.resp("PING")).isEqualTo("PONG");
            assertThat(two.resp("PING")).isEqualTo("PONG");
            try (RawClient three = RawClient.connect("127.0.0.1", port)) {
                assertThat(three.readUntilClose()).startsWith("-ERR max number of clients reached");
            }
            assertThat(one.resp("SET", "k", "v")).isEqualTo("OK");
            two.close();
            await().untilAsserted(() -> {
                try (RawClient three = RawClient.connect("127.0.0.1", port)) {
                    assertThat(three.resp("GET", "k")).isEqualTo("v");
                }
            });
            assertThat(node.process().isAlive()).isTrue();
        }
    }

    @Test
    void sigtermAnswersWhatIsInFlightThenEndsWithZeroAndRemovesThePidFile(@TempDir Path folder) {
        int port = FreePorts.next();
        Path pidFile = folder.resolve("flotilla.pid");
        try (RealRedis server = RealRedis.started();
                FlotillaProcess node = FlotillaProcess.started(
                        Pools.pool("p", port, true, List.of(server), ""), "-p", pidFile.toString());
                RawClient client = RawClient.connect("127.0.0.1", port)) {
            assertThat(pidFile)
                    .content()
                    .isEqualTo(String.valueOf(node.process().pid()));
            assertThat(client.resp("SET", "k", "v")).isEqualTo("OK");
            server.pause();
            client.send("*2\r\n$3\r\nGET\r\n$1\r\nk\r\n").expectSilence(Duration.ofMillis(200));
            node.process().signal("TERM");
            await().untilAsserted(() -> assertThatThrownBy(() -> RawClient.connect("127.0.0.1", port))
                    .isInstanceOf(UncheckedIOException.class));
            server.resume();
            client.expect("$1\r\nv\r\n").expectClose();
            assertThat(node.process().awaitExit(Duration.ofSeconds(20))).isZero();
            assertThat(pidFile).doesNotExist();
        }
    }

    @Test
    void aPoolThatCannotListenEndsTheStartWithAnErrorThatNamesIt() {
        int port = FreePorts.next();
        try (RealRedis server = RealRedis.started();
                FlotillaProcess first = FlotillaProcess.started(Pools.pool("p", port, true, List.of(server), ""));
                FlotillaProcess second = FlotillaProcess.with(Pools.pool("other", port, true, List.of(server), ""))
                        .launch()) {
            ChildProcess process = second.process();
            assertThat(process.awaitExit(Duration.ofSeconds(30))).isEqualTo(1);
            assertThat(process.log()).contains("other").contains("127.0.0.1:" + port);
            assertThat(first.isReady()).isTrue();
        }
    }

    @Test
    void manyClientsShareFewServerConnections() {
        int port = FreePorts.next();
        List<RawClient> clients = new ArrayList<>();
        try (RealRedis server = RealRedis.started();
                FlotillaProcess node =
                        FlotillaProcess.started(Pools.pool("p", port, true, List.of(server), ""), "--loops", "2")) {
            for (int c = 0; c < 200; c++) {
                clients.add(RawClient.connect("127.0.0.1", port));
            }
            for (int c = 0; c < 200; c++) {
                assertThat(clients.get(c).resp("SET", "client" + c, "x")).isEqualTo("OK");
            }
            String info = (String) server.call("INFO", "clients");
            int connected = Integer.parseInt(info.lines()
                    .filter(line -> line.startsWith("connected_clients:"))
                    .findFirst()
                    .orElseThrow()
                    .substring(18)
                    .strip());
            assertThat(connected).isLessThanOrEqualTo(4);
            assertThat(node.process().isAlive()).isTrue();
        } finally {
            clients.forEach(RawClient::close);
        }
    }
}
