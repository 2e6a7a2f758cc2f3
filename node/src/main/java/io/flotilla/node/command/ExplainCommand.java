package io.flotilla.node.command;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code flotilla explain}. */
@Command(
        name = "explain",
        description = {
            "Tells why a server is in or out.",
            "Who voted and what each node saw, since when it is out, and when it will be tried again."
        })
public final class ExplainCommand extends AdminCommand {
    @Parameters(index = "0", paramLabel = "POOL", description = "The pool's name.")
    private String pool;

    @Parameters(
            index = "1",
            paramLabel = "SERVER",
            description = "The server's name: as the file gives it, else HOST:PORT, or HOST alone for port 11211.")
    private String server;

    @Override
    JsonObject run() throws CommandException {
        return node().command(new JsonObject()
                .put("command", "explain")
                .put("pool", pool)
                .put("server", server));
    }

    @Override
    String text(JsonObject explained) {
        return new ExplainText(explained).toString();
    }
}
