package io.flotilla.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.testing.FreePorts;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may change something over the admin port. */
class AdminTokenTest {
    private static final String TOKEN = "correct horse battery";
    private static final String EJECT = "{\"command\":\"eject\",\"pool\":\"p\",\"server\":\"s\"}";

    private final SampleStats sample = new SampleStats();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final Vertx vertx = Vertx.vertx();
    private final int port = FreePorts.next();

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    /** All addresses include loopback, but do not stop there. */
    private void start(String address, Optional<String> token) throws Exception {
        vertx.eventBus().<JsonObject>localConsumer(TopologyClient.ADDRESS, message -> {
            commands.add(message.body().getString("command"));
            message.reply(new JsonObject().put("ok", true));
        });
        StatsOptions options = new StatsOptions("127.0.0.1", FreePorts.next(), address, port, token);
        vertx.deployVerticle(new StatsVerticle(options, sample.source, new Metrics(), sample.fleet))
                .await(20, TimeUnit.SECONDS);
    }

    @Test
    void loopbackWithoutATokenLetsEverybodyChange() throws Exception {
        start("127.0.0.1", Optional.empty());

        assertThat(post(EJECT).statusCode()).isEqualTo(200);
        assertThat(commands).containsExactly("eject");
    }

    @Test
    void anotherAddressWithoutATokenShowsAndChangesNothing() throws Exception {
        start("0.0.0.0", Optional.empty());

        HttpResponse<String> refused = post(EJECT);
        assertThat(refused.statusCode()).isEqualTo(403);
        JsonObject problem = new JsonObject(refused.body());
        assertThat(problem.getString("error")).isEqualTo("no_token");
        assertThat(problem.getString("message"))
                .isEqualTo("nothing can be changed over 0.0.0.0: it is not loopback, and this node has no admin token"
                        + " (--admin-token-file)");
        assertThat(post(EJECT, "Authorization", "Bearer " + TOKEN).statusCode()).isEqualTo(403);
        assertThat(commands).isEmpty();

        assertThat(post("{\"command\":\"explain\"}").statusCode()).isEqualTo(200);
        assertThat(get("/api/v1/topology").statusCode()).isEqualTo(200);
        assertThat(get("/metrics").body()).contains("flotilla_refused_total{what=\"admin\"} 2.0");
    }

    @Test
    void aTokenIsNeededForEveryChangeOnLoopbackToo() throws Exception {
        start("127.0.0.1", Optional.of(TOKEN));

        HttpResponse<String> none = post(EJECT);
        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(none.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(new JsonObject(none.body()).getString("error")).isEqualTo("unauthorized");
        for (String wrong : List.of(
                "Bearer wrong",
                "Bearer " + TOKEN + "x",
                "Bearer " + TOKEN.substring(1),
                "Bearer",
                "Basic " + TOKEN,
                TOKEN,
                "")) {
            assertThat(post(EJECT, "Authorization", wrong).statusCode())
                    .as(wrong)
                    .isEqualTo(401);
        }
        assertThat(commands).isEmpty();
        assertThat(get("/api/v1/topology").statusCode()).isEqualTo(200);
        assertThat(post("{\"command\":\"status\"}").statusCode()).isEqualTo(200);
        assertThat(get("/metrics").body()).contains("flotilla_refused_total{what=\"admin\"} 8.0");

        assertThat(post(EJECT, "Authorization", "Bearer " + TOKEN).statusCode()).isEqualTo(200);
        assertThat(post(EJECT, "authorization", "bearer  " + TOKEN).statusCode())
                .isEqualTo(200);
        assertThat(commands).containsExactly("status", "eject", "eject");
    }

    @Test
    void aTokenOpensAnotherAddress() throws Exception {
        start("0.0.0.0", Optional.of(TOKEN));

        assertThat(post(EJECT).statusCode()).isEqualTo(401);
        assertThat(post(EJECT, "Authorization", "Bearer " + TOKEN).statusCode()).isEqualTo(200);
        assertThat(commands).containsExactly("eject");
    }

    @Test
    void theTokenIsNowhereToBeRead() throws Exception {
        start("127.0.0.1", Optional.of(TOKEN));

        assertThat(new StatsOptions("a", 1, "b", 2, Optional.of(TOKEN)).toString())
                .doesNotContain("horse");
        for (String path : List.of("/", "/metrics", "/api/v1/stats", "/api/v1/topology")) {
            assertThat(get(path).body()).doesNotContain("horse");
        }
        assertThat(post(EJECT, "Authorization", "Bearer wrong").body()).doesNotContain("horse");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).build());
    }

    private HttpResponse<String> post(String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("/api/v1/topology"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return send((headers.length == 0 ? request : request.headers(headers)).build());
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
