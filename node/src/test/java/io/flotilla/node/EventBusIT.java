package io.flotilla.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flotilla.testing.FlotillaProcess;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.RealRedis;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** An application of somebody else's, this JVM, joins the cluster of a node and uses the addresses of docs/event-bus.md. */
class EventBusIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void anyVertxApplicationCanAskTellAndListen() throws Exception {
        try (RealRedis first = RealRedis.started();
                RealRedis second = RealRedis.started();
                FlotillaProcess node = FlotillaProcess.with(yaml(first, second))
                        .join(List.of("127.0.0.1"))
                        .name("n1")
                        .start()) {
            try (Application application = Application.joined(node.clusterPort())) {
                Queue<JsonObject> heard = new ConcurrentLinkedQueue<>();
                Application.get(application
                        .vertx()
                        .eventBus()
                        .<JsonObject>consumer("flotilla.topology.changed", message -> heard.add(message.body()))
                        .completion());

                JsonObject status = application.ask(new JsonObject().put("command", "status"));
                assertThat(status.getString("node")).isEqualTo("n1");
                assertThat(status.getString("fleet")).isEqualTo("flotilla");
                assertThat(status.getJsonArray("nodes")).hasSize(1);
                assertThat(status.getJsonObject("out")).isEqualTo(new JsonObject());
                long epoch = status.getLong("epoch");

                JsonObject refused = application.ask(eject("second").put("if_epoch", epoch - 1));
                assertThat(refused.getBoolean("ok")).isFalse();
                assertThat(refused.getString("error")).isEqualTo("epoch_moved");

                JsonObject done = application.ask(eject("second").put("if_epoch", epoch));
                assertThat(done)
                        .isEqualTo(new JsonObject()
                                .put("ok", true)
                                .put("epoch", epoch + 1)
                                .put("changed", true));
                await().atMost(SOON).untilAsserted(() -> assertThat(heard).anySatisfy(told -> {
                    assertThat(told.getLong("epoch")).isEqualTo(epoch + 1);
                    assertThat(told.getJsonObject("out").encode()).isEqualTo("{\"alpha\":[\"second\"]}");
                    assertThat(told.getJsonArray("changes").encode()).contains("by the test");
                }));
                assertThat(new JsonObject(node.get("/api/v1/topology")).getLong("epoch"))
                        .isEqualTo(epoch + 1);

                JsonObject stats = (JsonObject)
                        Application.get(application.vertx().eventBus().request("flotilla.stats", ""))
                                .body();
                assertThat(stats.getString("node")).isEqualTo("n1");
                assertThat(stats.getLong("epoch")).isEqualTo(epoch + 1);
            }
        }
    }

    private static JsonObject eject(String server) {
        return new JsonObject()
                .put("command", "eject")
                .put("pool", "alpha")
                .put("server", server)
                .put("by", "the test");
    }

    private static String yaml(RealRedis first, RealRedis second) {
        return """
                alpha:
                  listen: 127.0.0.1:%d
                  redis: true
                  servers:
                   - %s:1 first
                   - %s:1 second
                """.formatted(FreePorts.next(), first.address(), second.address());
    }
}
