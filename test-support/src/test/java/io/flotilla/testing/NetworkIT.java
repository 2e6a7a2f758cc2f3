package io.flotilla.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NetworkIT {
    private static final int PATIENCE_SECONDS = 30;
    /** A cut is for good, so it need not be tried for longer. */
    private static final int TRY_SECONDS = 1;

    @BeforeEach
    void needsRoot() {
        Network.requirePermission();
    }

    @Test
    void aServerOnAHostIsReachedFromHereAndFromOtherHosts() {
        try (Network network = Network.of("server", "client");
                RealMemcached server = RealMemcached.startedOn(network.host("server"))) {
            server.set("key", "value");
            assertThat(server.get("key")).isEqualTo("value");
            assertReaches(network.host("client"), server);
        }
    }

    @Test
    void whatIsCutVanishesAndComesAgainAfterHealing() {
        try (Network network = Network.of("server", "near", "far");
                RealMemcached server = RealMemcached.startedOn(network.host("server"))) {
            network.cut("far", "server");
            assertIsCutOff(network.host("far"), server);
            assertReaches(network.host("near"), server);
            network.heal();
            assertReaches(network.host("far"), server);

            network.split(List.of("server", "far"), List.of("near"));
            assertReaches(network.host("far"), server);
            assertIsCutOff(network.host("near"), server);
            assertThat(server.get("none")).as("this JVM is cut off from nobody").isNull();
        }
    }

    @Test
    void oneDirectionCanBeCutAlone() {
        try (Network network = Network.of("server", "client");
                RealMemcached server = RealMemcached.startedOn(network.host("server"))) {
            network.drop("server", "client");
            String shout = "echo shout >/dev/udp/" + server.host() + "/7";
            String before = udpOf(network.host("server"));
            assertThat(run(network.host("client"), PATIENCE_SECONDS, shout)).isZero();
            assertThat(udpOf(network.host("server")))
                    .as("what the client sends arrives")
                    .isNotEqualTo(before);
            assertIsCutOff(network.host("client"), server);
        }
    }

    @Test
    void connectionsThatExistAreCutToo() {
        try (Network network = Network.of("server", "client");
                RealMemcached server = RealMemcached.startedOn(network.host("server"))) {
            String talk = "exec 3<>/dev/tcp/" + server.host() + "/" + server.port()
                    + "; while echo version >&3; read -t 3 -u 3 line; do echo heard; sleep 0.1; done";
            try (ChildProcess client =
                    ChildProcess.start("client", network.host("client").command(List.of("bash", "-c", talk)))) {
                client.awaitReady(
                        Duration.ofSeconds(PATIENCE_SECONDS), () -> client.log().contains("heard"));
                network.cut("client", "server");
                client.awaitExit(Duration.ofSeconds(PATIENCE_SECONDS));
            }
        }
    }

    @Test
    void nothingIsLeftBehindNotEvenByARunThatDied() {
        NetworkHost host;
        ChildProcess forgotten;
        try (Network network = Network.of("host")) {
            host = network.host("host");
            forgotten = ChildProcess.start("sleep", host.command(List.of("sleep", "1000")));
            assertThat(namespaces()).contains(host.namespace());
        }
        assertThat(namespaces()).doesNotContain(host.namespace());
        assertThat(forgotten.awaitExit(Duration.ofSeconds(PATIENCE_SECONDS))).isNotZero();

        String dead = "flotilla-199-dead";
        IpTool.run("netns", "add", dead);
        Network.of("other").close();
        assertThat(namespaces()).doesNotContain(dead);
    }

    @Test
    void aHostThatDoesNotExistIsNamed() {
        try (Network network = Network.of("a")) {
            assertThatThrownBy(() -> network.host("b"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no host b in [a]");
        }
    }

    private static List<String> namespaces() {
        return IpTool.run("netns", "list")
                .lines()
                .map(line -> line.split(" ", 2)[0])
                .toList();
    }

    /** What the host has counted of UDP. */
    private static String udpOf(NetworkHost host) {
        try (ChildProcess cat = ChildProcess.start("cat", host.command(List.of("grep", "^Udp:", "/proc/net/snmp")))) {
            assertThat(cat.awaitExit(Duration.ofSeconds(PATIENCE_SECONDS))).isZero();
            return cat.log();
        }
    }

    private static void assertReaches(NetworkHost client, RealMemcached server) {
        assertThat(ask(client, server, PATIENCE_SECONDS))
                .as("exit code of a client on %s", client)
                .isZero();
    }

    private static void assertIsCutOff(NetworkHost client, RealMemcached server) {
        assertThat(ask(client, server, TRY_SECONDS))
                .as("exit code of a client on %s", client)
                .isNotZero();
    }

    private static int ask(NetworkHost client, RealMemcached server, int seconds) {
        String question =
                "exec 3<>/dev/tcp/" + server.host() + "/" + server.port() + "; echo version >&3; read -u 3 line";
        return run(client, seconds, question);
    }

    private static int run(NetworkHost host, int seconds, String script) {
        List<String> command = List.of("timeout", String.valueOf(seconds), "bash", "-c", script);
        try (ChildProcess process = ChildProcess.start("bash", host.command(command))) {
            return process.awaitExit(Duration.ofSeconds(2L * PATIENCE_SECONDS));
        }
    }
}
