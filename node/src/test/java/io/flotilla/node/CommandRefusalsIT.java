package io.flotilla.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.testing.FlotillaProcess;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What cannot be done is refused alike on the event bus, over HTTP and on the command line, and changes nothing. */
class CommandRefusalsIT {
    private static final List<String> ABOUT_A_SERVER = List.of("eject", "drain", "restore", "pin", "unpin");
    private static final List<String> ABOUT_THE_FLEET = List.of("pause", "resume");

    private static TwoServerNode alpha;
    private static FlotillaProcess node;
    private static Application application;

    private JsonObject before;

    @BeforeAll
    static void start() throws Exception {
        alpha = TwoServerNode.inFleet();
        node = alpha.node;
        application = Application.joined(node.clusterPort());
    }

    @AfterAll
    static void stop() throws Exception {
        application.close();
        alpha.close();
    }

    @BeforeEach
    void remember() {
        before = topology();
    }

    @AfterEach
    void nothingHasChanged() {
        JsonObject now = topology();
        for (String key : List.of("epoch", "term", "out", "pinned", "paused", "decisions")) {
            assertThat(now.getValue(key)).as(key).isEqualTo(before.getValue(key));
        }
    }

    private static JsonObject topology() {
        return new JsonObject(node.get("/api/v1/topology"));
    }

    static Stream<Arguments> wrong() {
        List<Arguments> all = new ArrayList<>();
        for (String word :
                Stream.concat(ABOUT_A_SERVER.stream(), Stream.of("explain")).toList()) {
            all.add(Arguments.of(
                    command(word, "beta", "first"), "unknown_pool", 404, "unknown pool \"beta\"; there are [alpha]"));
            all.add(Arguments.of(
                    command(word, "alpha", "third"),
                    "unknown_server",
                    404,
                    "pool alpha has no server \"third\"; it has [first, second]"));
        }
        for (String word : ABOUT_A_SERVER) {
            all.add(moved(command(word, "alpha", "first")));
        }
        for (String word : ABOUT_THE_FLEET) {
            all.add(moved(new JsonObject().put("command", word)));
        }
        return all.stream();
    }

    private static Arguments moved(JsonObject command) {
        return Arguments.of(command.put("if_epoch", 3), "epoch_moved", 409, "not 3; nothing was changed");
    }

    private static JsonObject command(String word, String pool, String server) {
        return new JsonObject().put("command", word).put("pool", pool).put("server", server);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void aWrongCommandIsRefusedAlikeEverywhere(JsonObject command, String error, int status, String message)
            throws Exception {
        assertRefused(application.ask(command), error, message);

        HttpResponse<String> http = node.request("POST", "/api/v1/topology", command.encode());
        assertThat(http.statusCode()).isEqualTo(status);
        assertRefused(new JsonObject(http.body()), error, message);

        assertThat(run(command))
                .startsWith("1 flotilla " + command.getString("command") + ": ")
                .contains(message);
    }

    private static void assertRefused(JsonObject reply, String error, String message) {
        assertThat(reply.getBoolean("ok")).as(reply.encode()).isFalse();
        assertThat(reply.getString("error")).isEqualTo(error);
        assertThat(reply.getString("message")).contains(message);
        assertThat(reply.getLong("epoch")).isEqualTo(topology().getLong("epoch"));
    }

    /** The exit status and what was said, of the command line that says the same. */
    private static String run(JsonObject command) {
        CommandLine line = Commands.commandLine();
        String word = command.getString("command");
        List<String> arguments = new ArrayList<>(List.of(word));
        for (String key : List.of("pool", "server")) {
            if (command.containsKey(key)) {
                arguments.add(command.getString(key));
            }
        }
        if (command.containsKey("if_epoch")) {
            arguments.addAll(List.of("--if-epoch", command.getValue("if_epoch").toString()));
        }
        arguments.addAll(List.of("--admin", "127.0.0.1:" + node.adminPort()));
        StringWriter said = new StringWriter();
        int status = line.setErr(new PrintWriter(said, true))
                .setOut(new PrintWriter(said, true))
                .execute(arguments.toArray(String[]::new));
        return status + " " + said;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"command\":7}",
                "{\"command\":\"\"}",
                "{\"command\":\"eject\"}",
                "{\"command\":\"eject\",\"pool\":\"alpha\"}",
                "{\"command\":\"pin\",\"pool\":\"alpha\",\"server\":5}",
                "{\"command\":\"drain\",\"pool\":[],\"server\":\"first\"}",
                "{\"command\":\"pause\",\"if_epoch\":\"1\"}",
                "{\"command\":\"resume\",\"if_epoch\":1.5}",
                "{\"command\":\"explain\",\"pool\":\"alpha\"}",
            })
    void aMalformedCommandIsRefusedAlikeOnTheBusAndOverHttp(String text) throws Exception {
        assertThat(application.ask(new JsonObject(text)).getString("error")).isEqualTo("bad_request");
        HttpResponse<String> http = node.request("POST", "/api/v1/topology", text);
        assertThat(http.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(http.body()).getString("error")).isEqualTo("bad_request");
    }

    @Test
    void anUnknownCommandIsAnsweredWithTheOthers() throws Exception {
        String all = "there are status, explain, eject, drain, restore, pin, unpin, pause and resume";
        JsonObject burn = command("burn", "alpha", "first");

        assertThat(application.ask(burn).getString("message")).contains("\"burn\"", all);
        HttpResponse<String> http = node.request("POST", "/api/v1/topology", burn.encode());
        assertThat(http.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(http.body()).getString("message")).contains("\"burn\"", all);
    }

    @Test
    void whatIsNoObjectIsRefused() throws Exception {
        Object reply = Application.get(application.vertx().eventBus().request("flotilla.topology.command", "eject"))
                .body();
        assertThat(((JsonObject) reply).getString("error")).isEqualTo("bad_request");
    }
}
