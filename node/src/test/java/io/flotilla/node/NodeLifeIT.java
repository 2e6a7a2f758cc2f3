package io.flotilla.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flotilla.testing.FlotillaProcess;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.RawClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node's process from start to end: files, signals, ports. */
class NodeLifeIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final int port = FreePorts.next();
    private final String yaml = """
            alpha:
              listen: 127.0.0.1:%d
              redis: true
              servers:
               - 127.0.0.1:%d:1
            """.formatted(port, FreePorts.next());

    @Test
    void aNodeAnswersOnAllItsPorts() {
        try (FlotillaProcess node = FlotillaProcess.started(yaml)) {
            assertThat(node.stats())
                    .startsWith("{\"service\":\"nutcracker\", \"source\":\"")
                    .endsWith("}}}\n");
            assertThat(new JsonObject(node.get("/health/live")).getBoolean("live"))
                    .isTrue();
            assertThat(new JsonObject(node.get("/api/v1/stats")).getJsonArray("pools"))
                    .hasSize(1);
            assertThat(node.get("/metrics"))
                    .contains("flotilla_server_requests_total{pool=\"alpha\"")
                    .contains("jvm_memory_used_bytes")
                    .contains("vertx_");
        }
    }

    @Test
    void thePidFileHoldsThePidAndGoesAtTheEnd() throws IOException {
        Path pid = folder.resolve("pid");
        try (FlotillaProcess node = FlotillaProcess.started(yaml, "-p", pid.toString())) {
            assertThat(pid).hasContent(Long.toString(node.process().pid()));

            node.process().signal("TERM");

            assertThat(node.process().awaitExit(SOON)).isZero();
            assertThat(pid).doesNotExist();
            assertThat(node.process().log()).contains("signal 15 (SIGTERM) received, exiting");
        }
    }

    @Test
    void anInterruptEndsANodeAsWell() {
        try (FlotillaProcess node = FlotillaProcess.started(yaml)) {
            node.process().signal("INT");

            assertThat(node.process().awaitExit(SOON)).isZero();
        }
    }

    @Test
    void hupReopensTheLog() throws IOException {
        Path log = folder.resolve("log");
        Path old = folder.resolve("log.1");
        try (FlotillaProcess node = FlotillaProcess.started(yaml, "-o", log.toString())) {
            Files.move(log, old);
            node.process().signal("HUP");

            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(log).content().contains("signal 1 (SIGHUP) received, reopening log file"));
            assertThat(old).content().contains("ready at epoch");
            assertThat(node.isReady()).isTrue();
        }
    }

    @Test
    void theLogIsAppended() throws IOException {
        Path log = Files.writeString(folder.resolve("log"), "before\n");
        try (FlotillaProcess node = FlotillaProcess.started(yaml, "-o", log.toString())) {
            assertThat(log).content().startsWith("before\n[");
            assertThat(Pattern.compile("(?m)^\\[\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}] info Node: ready")
                            .matcher(Files.readString(log))
                            .find())
                    .isTrue();
            assertThat(node.process().log()).isEmpty();
        }
    }

    @Test
    void ttinAndTtouChangeTheLevelAndUsrSignalsAreHarmless() {
        try (FlotillaProcess node = FlotillaProcess.started(yaml)) {
            for (String[] step : new String[][] {
                {"TTIN", "up log level to 6"},
                {"TTOU", "down log level to 5"},
                {"USR1", "(SIGUSR1) received"},
                {"USR2", "(SIGUSR2) received"}
            }) {
                node.process().signal(step[0]);
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(node.process().log()).contains(step[1]));
            }
            assertThat(node.isReady()).isTrue();
        }
    }

    @Test
    void aPortInUseIsNamedAndThePidFileGoes() {
        Path pid = folder.resolve("pid");
        try (FlotillaProcess first = FlotillaProcess.started(yaml);
                FlotillaProcess second =
                        FlotillaProcess.with(yaml).options("-p", pid.toString()).launch()) {
            assertThat(first.isReady()).isTrue();

            assertThat(second.process().awaitExit(SOON)).isEqualTo(1);

            assertThat(second.process().log())
                    .contains("pool 'alpha': cannot listen on 127.0.0.1:" + port + ": Address already in use");
            assertThat(pid).doesNotExist();
        }
    }

    @Test
    void aStatsPortInUseIsNamedWithItsOption() {
        try (FlotillaProcess first = FlotillaProcess.started(yaml);
                FlotillaProcess second = FlotillaProcess.with(yaml.replace(":" + port, ":" + FreePorts.next()))
                        .ports(new FlotillaProcess.Ports(first.statsPort(), FreePorts.next(), FreePorts.next()))
                        .launch()) {
            assertThat(second.process().awaitExit(SOON)).isEqualTo(1);

            assertThat(second.process().log())
                    .contains("cannot listen on 127.0.0.1:" + first.statsPort()
                            + " for the stats port: Address already in use (see -s or -a)");
        }
    }

    @Test
    void aStartThatFailsLeavesTheUnixSocketsOfTheOtherNode() {
        Path listen = folder.resolve("pool.sock");
        Path stats = folder.resolve("stats.sock");
        String unix = yaml.replace("127.0.0.1:" + port, listen.toString());
        try (FlotillaProcess first = FlotillaProcess.started(unix, "-a", stats.toString());
                FlotillaProcess second = FlotillaProcess.with(unix)
                        .options("-a", stats.toString())
                        .ports(new FlotillaProcess.Ports(FreePorts.next(), first.adminPort(), FreePorts.next()))
                        .launch()) {
            assertThat(second.process().awaitExit(SOON)).isEqualTo(1);

            assertThat(second.process().log()).contains("for the admin port: Address already in use");
            try (RawClient client = RawClient.connect(listen);
                    RawClient reader = RawClient.connect(stats)) {
                assertThat(client.resp("PING")).isEqualTo("PONG");
                assertThat(reader.readUntilClose()).startsWith("{\"service\":");
            }
        }
    }

    @Test
    void aFolderWhereAPoolShouldListenStays() throws IOException {
        Path listen = Files.createDirectory(folder.resolve("pool.sock"));
        try (FlotillaProcess node = FlotillaProcess.with(yaml.replace("127.0.0.1:" + port, listen.toString()))
                .launch()) {
            assertThat(node.process().awaitExit(SOON)).isEqualTo(1);

            assertThat(node.process().log()).contains("pool 'alpha': cannot listen on " + listen + ": Is a directory");
            assertThat(listen).isEmptyDirectory();
        }
    }

    @Test
    void aServerThatIsDownAtTheStartIsAnEjection() throws IOException {
        try (ServerSocket up = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            String two = yaml.replace("redis: true", "auto_eject_hosts: true")
                    .replace(" servers:\n", " servers:\n   - 127.0.0.1:" + up.getLocalPort() + ":1 up\n")
                    .replaceFirst(":1\n$", ":1 down\n");
            try (FlotillaProcess node = FlotillaProcess.with(two).start()) {
                JsonObject pool = new JsonObject(node.stats()).getJsonObject("alpha");

                assertThat(node.process().log()).contains("found-out alpha/down");
                assertThat(pool.getLong("server_ejects")).isEqualTo(1);
                assertThat(pool.getJsonObject("down").getLong("server_ejected_at"))
                        .isPositive();
                assertThat(pool.getJsonObject("up").getLong("server_ejected_at"))
                        .isZero();
            }
        }
    }

    @Test
    void theReadyFileIsMadeOnceTheNodeListens() throws IOException {
        Path ready = folder.resolve("ready");
        try (FlotillaProcess node = FlotillaProcess.with(yaml)
                .options("--ready-file", ready.toString())
                .launch()) {
            await().atMost(SOON).until(() -> Files.exists(ready));

            assertThat(node.isReady()).isTrue();
        }
    }

    /** Vert.x looks at every cluster manager it finds, which loads the manager's own signature but no more. */
    @Test
    void aStandAloneNodeStartsNothingOfHazelcast() {
        try (FlotillaProcess node =
                FlotillaProcess.with(yaml).jvmOptions("-Xlog:class+load").start()) {
            String loaded = node.process().log();
            assertThat(loaded.contains("] io.flotilla.node.Node ")).isTrue();
            assertThat(loaded.lines().filter(line -> line.contains("] com.hazelcast.")))
                    .hasSizeLessThan(10)
                    .noneMatch(line -> line.contains("com.hazelcast.instance."));
        }
    }

    @Test
    void theTransportIsSaidInTheLog() {
        try (FlotillaProcess node = FlotillaProcess.started(yaml, "--transport", "nio", "--loops", "3")) {
            assertThat(node.process().log()).contains("transport nio, 3 event loops");
        }
    }

    @Test
    void aSignalDuringTheStartEndsIt() {
        Path pid = folder.resolve("pid");
        try (FlotillaProcess node = FlotillaProcess.with(yaml)
                .join(List.of("127.0.0.1"))
                .options("-p", pid.toString())
                .launch()) {
            await().atMost(SOON).until(() -> node.process().log().contains("joining fleet"));
            node.process().signal("TERM");

            assertThat(node.process().awaitExit(SOON)).isEqualTo(1);
            assertThat(node.process().log()).contains("signal 15 (SIGTERM) received, exiting", "not started");
            assertThat(pid).doesNotExist();
        }
    }

    @Test
    void aClusterPortInUseIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                FlotillaProcess node = FlotillaProcess.with(yaml)
                        .ports(new FlotillaProcess.Ports(FreePorts.next(), FreePorts.next(), taken.getLocalPort()))
                        .join(List.of("127.0.0.1"))
                        .launch()) {
            assertThat(node.process().awaitExit(SOON)).isEqualTo(1);
            assertThat(node.process().log())
                    .contains("cannot listen on 127.0.0.1:" + taken.getLocalPort()
                            + " for the cluster port: Address already in use (see --bind or --cluster-port)");
        }
    }

    @Test
    void unixSocketsWorkWhateverTransportIsAskedFor() {
        Path stats = folder.resolve("stats.sock");
        try (FlotillaProcess node = FlotillaProcess.started(yaml, "-a", stats.toString(), "--transport", "io_uring");
                RawClient client = RawClient.connect(stats)) {
            assertThat(client.readUntilClose()).startsWith("{\"service\":");
            assertThat(node.isReady()).isTrue();
        }
    }
}
