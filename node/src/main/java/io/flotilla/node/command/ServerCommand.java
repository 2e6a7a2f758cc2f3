package io.flotilla.node.command;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Parameters;

/** A command of the topology about one server. */
abstract class ServerCommand extends TopologyCommand {
    private final String done;
    private final String unchanged;

    @Parameters(index = "0", paramLabel = "POOL", description = "The pool's name.")
    private String pool;

    @Parameters(
            index = "1",
            paramLabel = "SERVER",
            description = "The server's name: as the file gives it, else HOST:PORT, or HOST alone for port 11211.")
    private String server;

    ServerCommand(String word, String done) {
        this(word, done, done + " already");
    }

    /**
     * @param word the command's name on the event bus
     * @param done what is said of the server when it was changed
     * @param unchanged what is said of it when there was nothing to change
     */
    ServerCommand(String word, String done, String unchanged) {
        super(word);
        this.done = done;
        this.unchanged = unchanged;
    }

    @Override
    final void describe(JsonObject body) {
        body.put("pool", pool).put("server", server);
    }

    @Override
    final String text(JsonObject answer) {
        String how = answer.getBoolean("changed", true) ? done : unchanged;
        return pool + "/" + server + " " + how + ", epoch " + answer.getLong("epoch") + System.lineSeparator();
    }
}
