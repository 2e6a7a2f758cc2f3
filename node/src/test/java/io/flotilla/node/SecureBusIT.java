package io.flotilla.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flotilla.testing.FlotillaProcess;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.RealRedis;
import io.flotilla.testing.TestAuthority;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.spi.cluster.NodeInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes whose event bus speaks mutual TLS, and others who would like to. */
class SecureBusIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static final List<FlotillaProcess> NODES = new ArrayList<>();
    private static RealRedis server;
    private static TestAuthority authority;
    private static TestAuthority.Issued foreign;

    @BeforeAll
    static void start() {
        authority = TestAuthority.in(folder, "fleet-ca");
        foreign = TestAuthority.in(folder, "foreign-ca").issue("stranger");
        server = RealRedis.started();
        FlotillaProcess.Ports ports = FlotillaProcess.Ports.free();
        int listen = FreePorts.next();
        for (int i = 1; i <= 2; i++) {
            TestAuthority.Issued own = authority.issue("node-" + i);
            String yaml =
                    """
                    fleet:
                      join: 127.0.0.1
                      tls_certificate: %s
                      tls_key: %s
                      tls_authority: %s
                    pools:
                      alpha:
                        listen: 127.0.0.1:%d
                        redis: true
                        servers:
                         - %s:1 first
                    """.formatted(own.certificate(), own.key(), authority.certificate(), listen, server.address());
            NODES.add(FlotillaProcess.with(yaml)
                    .bind("127.0.0." + i)
                    .ports(ports)
                    .join(List.of("127.0.0.1:" + ports.cluster(), "127.0.0.2:" + ports.cluster()))
                    .name("node-" + i)
                    .start());
        }
    }

    @AfterAll
    static void stop() {
        NODES.forEach(FlotillaProcess::close);
        server.close();
    }

    private static EventBusOptions with(EventBusOptions bus, TestAuthority.Issued own) {
        return (EventBusOptions) bus.setSsl(true)
                .setTrustAll(false)
                .setClientAuth(ClientAuth.REQUIRED)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(own.certificate().toString())
                        .setKeyPath(own.key().toString()))
                .setTrustOptions(new PemTrustOptions()
                        .addCertPath(authority.certificate().toString()));
    }

    private static Application join(java.util.function.UnaryOperator<EventBusOptions> bus) throws Exception {
        return Application.joined("flotilla", NODES.get(0).clusterPort(), Map.of(), bus);
    }

    private static JsonObject pause() {
        return new JsonObject().put("command", "pause");
    }

    @Test
    void nodesFormAFleetAndAnApplicationWithACertificateIsHeard() throws Exception {
        for (FlotillaProcess node : NODES) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(new JsonObject(node.get("/api/v1/topology")).getJsonArray("nodes"))
                            .hasSize(2));
        }
        TestAuthority.Issued own = authority.issue("application");
        try (Application application = join(bus -> with(bus, own))) {
            JsonObject status = application.ask(new JsonObject().put("command", "status"));
            assertThat(status.getString("fleet")).isEqualTo("flotilla");
        }
    }

    @Test
    void anApplicationOfAnotherAuthorityIsNotHeard() throws Exception {
        try (Application stranger = join(bus -> with(bus, foreign))) {
            assertUnheard(stranger);
        }
    }

    @Test
    void anApplicationWithoutTlsIsNotHeard() throws Exception {
        try (Application stranger = join(bus -> bus)) {
            assertUnheard(stranger);
        }
    }

    /** It is a member of the cluster all the same, since Hazelcast asks nobody. */
    private static void assertUnheard(Application stranger) {
        assertThat(stranger.hazelcast().getCluster().getMembers()).hasSizeGreaterThanOrEqualTo(3);
        DeliveryOptions patient = new DeliveryOptions().setSendTimeout(3000);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> stranger.ask("flotilla.topology.command", pause(), patient))
                    .hasMessageContaining("Timed out");
        }
        assertThat(new JsonObject(NODES.get(0).get("/api/v1/topology")).getBoolean("paused"))
                .isFalse();
    }

    @Test
    void aConnectionWithoutACertificateIsClosed() throws Exception {
        TestAuthority.Issued own = authority.issue("looker");
        try (Application application = join(bus -> with(bus, own))) {
            for (String node : application.manager().getNodes()) {
                if (!node.equals(application.manager().getNodeId())) {
                    Promise<NodeInfo> found = Promise.promise();
                    application.manager().getNodeInfo(node, found);
                    NodeInfo info = Application.get(found.future());
                    assertThat(info.host()).startsWith("127.0.0.");
                    assertThatThrownBy(() -> handshakeWithoutCertificate(info))
                            .isInstanceOf(IOException.class)
                            .hasMessageMatching(".*(certificate_required|bad_certificate)");
                }
            }
        }
    }

    /** In TLS 1.3 the client is done first; what the server thinks of it comes with the first read. */
    private static void handshakeWithoutCertificate(NodeInfo node) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Credulous()}, new SecureRandom());
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(node.host(), node.port())) {
            socket.setSoTimeout(20_000);
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
            assertThat(socket.getInputStream().read())
                    .as("a byte of the server's")
                    .isNegative();
        }
    }

    private static final class Credulous implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new UnsupportedOperationException("this is a client");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            assertThat(chain).isNotEmpty();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
