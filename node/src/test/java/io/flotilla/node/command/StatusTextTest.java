package io.flotilla.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What commands print for people. */
class StatusTextTest {

    @Test
    void aPauseIsAboutNoServer() {
        assertThat(decision("pause", "", "", "by root")).containsPattern("pause +by root\n");
    }

    @Test
    void anEjectionNamesItsServer() {
        assertThat(decision("eject", "alpha", "first", "by root")).containsPattern("eject +alpha/first: by root\n");
    }

    @Test
    void whatWasSoAlreadyIsSaidOfTheServer() {
        JsonObject unchanged = new JsonObject().put("changed", false).put("epoch", 7L);

        assertThat(text(new ServerCommands.Unpin(), unchanged)).startsWith("alpha/first was not pinned, epoch 7");
        assertThat(text(new ServerCommands.Pin(), unchanged)).startsWith("alpha/first is pinned already, epoch 7");
        assertThat(text(new ServerCommands.Unpin(), unchanged.copy().put("changed", true)))
                .startsWith("alpha/first is not pinned, epoch 7");
    }

    private static String text(ServerCommand command, JsonObject answer) {
        return CommandLine.populateCommand(command, "alpha", "first").text(answer);
    }

    private static String decision(String action, String pool, String server, String cause) {
        JsonObject change = new JsonObject()
                .put("action", action)
                .put("pool", pool)
                .put("server", server)
                .put("cause", cause);
        JsonObject decision =
                new JsonObject().put("at", 0L).put("epoch", 7L).put("changes", new JsonArray().add(change));
        return new StatusText(new JsonObject().put("epoch", 7L).put("decisions", new JsonArray().add(decision)))
                .toString();
    }
}
