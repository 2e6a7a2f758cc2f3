package io.flotilla.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatsVerticleTest {
    private final SampleStats sample = new SampleStats();
    private final Metrics metrics = new Metrics();
    private final HttpClient http = HttpClient.newHttpClient();
    private Vertx vertx;
    private int statsPort;
    private int adminPort;

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.builder()
                .with(new VertxOptions().setMetricsOptions(Metrics.vertxOptions()))
                .withMetrics(metrics.vertxFactory())
                .build();
        statsPort = freePort();
        adminPort = freePort();
        await(vertx.deployVerticle(verticle(), new DeploymentOptions()));
    }

    @AfterEach
    void stop() throws Exception {
        await(vertx.close());
    }

    @Test
    void theStatsPortTellsAndCloses() throws Exception {
        sample.count();

        String told = readStats("");

        assertThat(told).isEqualTo(NutcrackerJson.write(sample.source.snapshot()));
    }

    @Test
    void theStatsPortIgnoresWhatItIsSent() throws Exception {
        assertThat(readStats("GET / HTTP/1.0\r\n\r\n"))
                .startsWith("{\"service\":\"nutcracker\"")
                .endsWith("}}\n");
    }

    @Test
    void metricsShowEveryPoolAndServer() throws Exception {
        sample.count();
        sample.eject();

        HttpResponse<String> scrape = get("/metrics");

        assertThat(scrape.statusCode()).isEqualTo(200);
        assertThat(scrape.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        assertThat(scrape.body())
                .contains("# TYPE flotilla_server_requests_total counter")
                .contains("flotilla_server_requests_total{pool=\"alpha\",server=\"shard2\"} 3000.0")
                .contains("flotilla_server_requests_total{pool=\"bb\",server=\"127.0.0.1:29381\"} 0.0")
                .contains("flotilla_server_connections{pool=\"alpha\",server=\"shard2\"} 12.0")
                .contains("flotilla_server_in{pool=\"alpha\",server=\"shard2\"} 0.0")
                .contains("flotilla_server_in{pool=\"alpha\",server=\"127.0.0.1:29379\"} 1.0")
                .contains(
                        "flotilla_server_ejected_timestamp_seconds{pool=\"alpha\",server=\"shard2\"} 1.795168400123456E9")
                .contains("flotilla_pool_server_ejects_total{pool=\"alpha\"} 3.0")
                .contains("flotilla_pool_client_connections{pool=\"alpha\"} 300.0")
                .contains("# TYPE flotilla_pool_subscribers gauge", "flotilla_pool_subscribers{pool=\"alpha\"} 15.0")
                .contains("flotilla_pool_pushes_total{pool=\"alpha\"} 0.0")
                .contains("flotilla_topology_epoch 7.0")
                .contains("flotilla_refused_total{what=\"admin\"} 0.0")
                .contains("flotilla_ready 1.0")
                .contains("flotilla_build_info{node=\"n1\",version=\"1.0.0\"} 1")
                .contains("flotilla_server_latency_seconds_bucket{pool=\"alpha\",server=\"shard2\",le=\"1.28E-4\"} 1")
                .contains("flotilla_server_latency_seconds_bucket{pool=\"alpha\",server=\"shard2\",le=\"+Inf\"} 2")
                .contains("flotilla_server_latency_seconds_sum{pool=\"alpha\",server=\"shard2\"} 3.0E-4")
                .contains("jvm_memory_used_bytes")
                .contains("vertx_");
    }

    @Test
    void metricsSpeakOpenMetricsWhenAsked() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("/metrics"))
                .header("Accept", "application/openmetrics-text;version=1.0.0")
                .build();

        assertThat(send(request).body()).endsWith("# EOF\n");
    }

    @Test
    void aNodeIsReadyWhenNobodyObjects() throws Exception {
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);

        sample.readiness.hold("listeners", "the listeners are not open");
        sample.readiness.check("topology", () -> Optional.of("the others do not believe this node"));
        HttpResponse<String> unready = get("/health/ready");

        assertThat(unready.statusCode()).isEqualTo(503);
        assertThat(new JsonObject(unready.body()).getJsonArray("reasons"))
                .containsExactly("the listeners are not open", "the others do not believe this node");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);

        sample.readiness.release("listeners");
        sample.readiness.check("topology", Optional::empty);
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void statisticsAreTheSameOverHttpAndTheEventBus() throws Exception {
        sample.count();

        JsonObject http = new JsonObject(get("/api/v1/stats").body());
        JsonObject bus = (JsonObject)
                await(vertx.eventBus().request(StatsVerticle.ADDRESS, "")).body();

        assertThat(http).isEqualTo(bus);
        JsonObject shard = http.getJsonArray("pools")
                .getJsonObject(1)
                .getJsonArray("servers")
                .getJsonObject(0);
        assertThat(shard.getString("name")).isEqualTo("shard2");
        assertThat(shard.getLong("requests")).isEqualTo(3000);
        assertThat(shard.getJsonObject("latency_us").getLong("max")).isEqualTo(200);
    }

    @Test
    void commandsReachTheTopologyAndItsRepliesComeBack() throws Exception {
        vertx.eventBus().<JsonObject>consumer(TopologyClient.ADDRESS, message -> {
            JsonObject body = message.body();
            if (body.getString("command").equals("eject") && !body.containsKey("server")) {
                message.reply(new JsonObject("{\"ok\":false,\"error\":\"bad_request\",\"message\":\"no server\"}"));
            } else if (body.getString("command").equals("restore")) {
                message.reply(new JsonObject("{\"ok\":false,\"error\":\"no_majority\",\"message\":\"minority\"}"));
            } else {
                message.reply(new JsonObject().put("echo", body));
            }
        });

        assertThat(new JsonObject(post("{\"command\":\"status\"}").body())
                        .getJsonObject("echo")
                        .getString("command"))
                .isEqualTo("status");
        HttpResponse<String> ejected = post("{\"command\":\"eject\",\"pool\":\"p\",\"server\":\"s\"}");
        assertThat(ejected.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(ejected.body()).getJsonObject("echo").getString("server"))
                .isEqualTo("s");
        HttpResponse<String> refused = post("{\"command\":\"eject\"}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(refused.body()).getString("message")).isEqualTo("no server");
        assertThat(post("{\"command\":\"restore\"}").statusCode()).isEqualTo(503);
    }

    @Test
    void thePageIsHtmlAndLoadsNothingFromElsewhere() throws Exception {
        HttpResponse<String> page = get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'");
        assertThat(page.body())
                .contains("<title>Flotilla</title>", "/api/v1/stats")
                .doesNotContain("http://", "https://");
    }

    @Test
    void theTopologyIsShownAsThisNodeSeesIt() throws Exception {
        JsonObject shown = new JsonObject(get("/api/v1/topology").body());

        assertThat(shown.getString("node")).isEqualTo("n1");
        assertThat(shown.getLong("epoch")).isEqualTo(9);
        assertThat(shown.getJsonObject("out")).isEqualTo(new JsonObject("{\"alpha\":[\"shard2\"]}"));
    }

    @Test
    void withoutATopologyCommandsAreUnavailable() throws Exception {
        assertThat(post("{\"command\":\"status\"}").statusCode()).isEqualTo(503);
    }

    @Test
    void badRequestsAreToldWhatIsWrong() throws Exception {
        HttpResponse<String> missing = get("/nothing");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(new JsonObject(missing.body()).getString("message"))
                .contains("/nothing")
                .contains("/health/ready");

        HttpResponse<String> method =
                send(HttpRequest.newBuilder(uri("/api/v1/topology")).DELETE().build());
        assertThat(method.statusCode()).isEqualTo(405);
        assertThat(method.headers().firstValue("Allow")).contains("GET, POST");

        assertThat(post("{").statusCode()).isEqualTo(400);
        assertThat(post("[]").statusCode()).isEqualTo(400);
        assertThat(post("{\"command\":1}").statusCode()).isEqualTo(400);
        assertThat(post("{\"command\":\"" + "x".repeat(70_000) + "\"}").statusCode())
                .isEqualTo(413);
    }

    @Test
    void aForeignPageCannotCommand() throws Exception {
        HttpRequest form = HttpRequest.newBuilder(uri("/api/v1/topology"))
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{\"command\":\"eject\"}"))
                .build();
        assertThat(send(form).statusCode()).isEqualTo(415);

        assertThat(rawStatus("GET /api/v1/stats HTTP/1.1\r\nHost: evil.example:" + adminPort
                        + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(rawStatus(
                        "GET /health/live HTTP/1.1\r\nHost: 127.0.0.1:" + adminPort + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> await(new StatsPort(vertx, sample.source).listen("127.0.0.1", port)))
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + port
                            + " for the stats port: Address already in use (see -s or -a)");
            assertThatThrownBy(() -> await(new AdminServer(
                                    vertx,
                                    sample.source,
                                    metrics,
                                    sample.fleet,
                                    new AdminGuard("127.0.0.1", Optional.empty()))
                            .listen("127.0.0.1", port)))
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + port
                            + " for the admin port: Address already in use (see --admin-port or --admin-addr)");
        }
    }

    private StatsVerticle verticle() {
        return new StatsVerticle(
                new StatsOptions("127.0.0.1", statsPort, "127.0.0.1", adminPort), sample.source, metrics, sample.fleet);
    }

    private String readStats(String sent) throws IOException {
        return exchange(statsPort, sent);
    }

    private String rawStatus(String request) throws IOException {
        return exchange(adminPort, request);
    }

    private static String exchange(int port, String sent) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(5000);
            OutputStream out = socket.getOutputStream();
            out.write(sent.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).build());
    }

    private HttpResponse<String> post(String body) throws Exception {
        return send(HttpRequest.newBuilder(uri("/api/v1/topology"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + adminPort + path);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private static <T> T await(Future<T> future)
            throws InterruptedException, java.util.concurrent.ExecutionException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
