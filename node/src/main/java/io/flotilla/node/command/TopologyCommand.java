package io.flotilla.node.command;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Option;

/** A command that changes the topology, or how it is decided. */
abstract class TopologyCommand extends AdminCommand {
    private final String word;

    @Option(
            names = "--if-epoch",
            paramLabel = "N",
            description = "Do it only if the epoch is still N, as status showed it.")
    private Long epoch;

    TopologyCommand(String word) {
        this.word = word;
    }

    @Override
    final JsonObject run() throws CommandException {
        JsonObject body = new JsonObject().put("command", word).put("by", System.getProperty("user.name", "operator"));
        if (epoch != null) {
            body.put("if_epoch", epoch);
        }
        describe(body);
        return node().command(body);
    }

    /** Adds what the command is about. */
    abstract void describe(JsonObject body);
}
