package io.flotilla.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flotilla.topology.BusSignature;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.cluster.RegistrationInfo;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Commands from another Vert.x process, this JVM, to a node whose fleet has a secret. */
class SignedCommandsIT {
    private static final String COMMAND = "flotilla.topology.command";
    private static final Duration SOON = Duration.ofSeconds(30);

    private static SecretFleet fleet;
    private static Application application;

    private final BusSignature signature = new BusSignature(SecretFleet.SECRET, "deploy");

    @BeforeAll
    static void start() throws Exception {
        fleet = SecretFleet.started();
        application = Application.joined(fleet.node().clusterPort());
    }

    @AfterAll
    static void stop() throws Exception {
        application.close();
        fleet.close();
    }

    private static JsonObject command(String word) {
        return new JsonObject().put("command", word).put("pool", "alpha").put("server", "second");
    }

    private JsonObject signed(JsonObject command) throws Exception {
        return application.ask(COMMAND, command, signature.sign(COMMAND, command));
    }

    @Test
    void aSignedCommandIsDoneAndTheLedgerSaysWhoAsked() throws Exception {
        Queue<Message<JsonObject>> heard = new ConcurrentLinkedQueue<>();
        Application.get(application
                .vertx()
                .eventBus()
                .<JsonObject>consumer("flotilla.topology.changed", heard::add)
                .completion());

        JsonObject ejected = signed(command("eject"));
        assertThat(ejected.getBoolean("ok")).as(ejected.encode()).isTrue();
        awaitOut("{\"alpha\":[\"second\"]}");
        await().atMost(SOON).untilAsserted(() -> assertThat(heard).anySatisfy(told -> {
            assertThat(told.body().getJsonArray("changes").encode()).contains("by deploy");
            assertThat(signature.isAuthentic(told)).isTrue();
            assertThat(new BusSignature("a wrong secret", "x").isAuthentic(told))
                    .isFalse();
        }));

        assertThat(signed(command("restore")).getBoolean("ok")).isTrue();
        awaitOut("{}");
    }

    private static void awaitOut(String expected) {
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(fleet.status().getJsonObject("out").encode()).isEqualTo(expected));
    }

    @Test
    void withoutTheSecretOneMayReadAndChangeNothing() throws Exception {
        JsonObject before = fleet.status();
        long refused = fleet.refused("command");

        assertThat(application.ask(command("status")).getString("node")).isEqualTo("n1");
        assertThat(application.ask(command("explain")).getBoolean("in")).isTrue();
        List<String> changing = List.of("eject", "drain", "restore", "pin", "unpin", "pause", "resume");
        for (String word : changing) {
            assertRefused(application.ask(command(word)), "it is not signed");
            JsonObject command = command(word);
            DeliveryOptions guessed = new BusSignature("a wrong secret", "deploy").sign(COMMAND, command);
            assertRefused(application.ask(COMMAND, command, guessed), "not signed with this fleet's secret");
        }
        assertThat(fleet.refused("command")).isEqualTo(refused + 2 * changing.size());
        assertSame(fleet.status(), before);
    }

    @Test
    void aSignedCommandIsTakenOnceAndOnlyAsItWasSigned() throws Exception {
        JsonObject pause = command("pause");
        DeliveryOptions once = signature.sign(COMMAND, pause);
        assertThat(application.ask(COMMAND, pause, once).getBoolean("ok")).isTrue();
        assertThat(signed(command("resume")).getBoolean("ok")).isTrue();

        assertRefused(application.ask(COMMAND, pause, once), "it came before");
        DeliveryOptions other = signature.sign(COMMAND, pause);
        assertRefused(application.ask(COMMAND, command("eject"), other), "not signed with this fleet's secret");
        assertThat(fleet.status().getBoolean("paused")).isFalse();
        assertThat(fleet.status().getJsonObject("out").encode()).isEqualTo("{}");
    }

    /** Nobody but the node itself registers for it, but any member can claim that the node has. */
    @Test
    void theAddressOfTheAdminPortDoesNotAnswerOtherProcesses() throws Exception {
        String local = COMMAND + ".local";
        String node = nodeOnTheBus();
        Promise<Void> registered = Promise.promise();
        application.manager().addRegistration(local, new RegistrationInfo(node, 99, false), registered);
        Application.get(registered.future());

        DeliveryOptions patient = new DeliveryOptions().setSendTimeout(2000);
        assertThatThrownBy(() -> application.ask(local, command("pause"), patient))
                .hasMessageContaining("Timed out");
        assertThat(fleet.status().getBoolean("paused")).isFalse();
    }

    private static String nodeOnTheBus() {
        return application.manager().getNodes().stream()
                .filter(id -> !id.equals(application.manager().getNodeId()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void messagesBetweenNodesCannotBeForged() throws Exception {
        long refused = fleet.refused("message");
        JsonObject before = fleet.status();
        String id = application.hazelcast().getCluster().getMembers().stream()
                .map(member -> member.getAttribute("flotilla.id"))
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElseThrow();
        JsonObject self = new JsonObject().put("id", id).put("name", "n1");
        JsonObject left = new JsonObject().put("type", "Left").put("from", self);

        application.vertx().eventBus().send("flotilla.topology.node." + id, left);
        application
                .vertx()
                .eventBus()
                .send(
                        "flotilla.topology.node." + id,
                        new JsonObject()
                                .put("text", left.encode())
                                .put("count", 1L << 40)
                                .put("mac", "AAAA"));

        await().atMost(SOON).until(() -> fleet.refused("message") == refused + 2);
        assertSame(fleet.status(), before);
    }

    @Test
    void aMemberThatSaysItIsANodeIsNotTakenForOne() throws Exception {
        String proof = application.hazelcast().getCluster().getMembers().stream()
                .map(member -> member.getAttribute("flotilla.proof"))
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElseThrow();
        Map<String, String> lies = Map.of("flotilla.id", "rogue", "flotilla.name", "n2", "flotilla.proof", proof);
        try (Application rogue = Application.joined("flotilla", fleet.node().clusterPort(), lies, bus -> bus)) {
            await().atMost(SOON).until(() -> fleet.refused("member") == 1);
            assertThat(rogue.hazelcast().getCluster().getMembers()).hasSizeGreaterThanOrEqualTo(2);
            assertThat(fleet.status().getJsonArray("nodes")).hasSize(1);
            assertThat(signed(command("pin")).getBoolean("ok")).isTrue();
            assertThat(signed(command("unpin")).getBoolean("ok")).isTrue();
        }
    }

    private static void assertRefused(JsonObject reply, String why) {
        assertThat(reply.getBoolean("ok")).as(reply.encode()).isFalse();
        assertThat(reply.getString("error")).isEqualTo("not_authentic");
        assertThat(reply.getString("message")).contains(why);
    }

    private static void assertSame(JsonObject now, JsonObject before) {
        for (String key : List.of("epoch", "out", "paused", "pinned", "decisions")) {
            assertThat(now.getValue(key)).as(key).isEqualTo(before.getValue(key));
        }
    }
}
