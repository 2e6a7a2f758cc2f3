package io.flotilla.node.command;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;

/** {@code flotilla status}. */
@Command(
        name = "status",
        description = {
            "Shows the fleet as one node sees it.",
            "The epoch, who decides, every node, every server that is out, and the latest decisions."
        })
public final class StatusCommand extends AdminCommand {

    @Override
    JsonObject run() throws CommandException {
        return node().get("/api/v1/topology");
    }

    @Override
    String text(JsonObject status) {
        return new StatusText(status).toString();
    }
}
