package io.flotilla.node.command;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Parameters;

/** A command of the topology about one server. */
abstract class ServerCommand extends TopologyCommand {
    private final String done;

    @Parameters(index = "0", paramLabel = "POOL", description = "The pool's name.")
    private String pool;

    @Parameters(
            index = "1",
            paramLabel = "SERVER",
            description = "The server's name: as the file gives it, else HOST:PORT, or HOST alone for port 11211.")
    private String server;

    ServerCommand(String word, String done) {
        super(word);
        this.done = done;
    }

    @Override
    final void describe(JsonObject body) {
        body.put("pool", pool).put("server", server);
    }

    @Override
    final String text(JsonObject answer) {
        String how = answer.getBoolean("changed", true) ? done : done + " already";
        return pool + "/" + server + " " + how + ", epoch " + answer.getLong("epoch") + System.lineSeparator();
    }
}
