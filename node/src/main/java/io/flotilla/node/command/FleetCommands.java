package io.flotilla.node.command;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;

/** {@code flotilla pause} and {@code resume}. */
public final class FleetCommands {
    private FleetCommands() {}

    @Command(
            name = "pause",
            description = {
                "Stops the fleet from ejecting and returning servers by itself.",
                "Commands still work. It lasts until resume."
            })
    public static final class Pause extends FleetCommand {
        public Pause() {
            super("pause", "the fleet decides nothing by itself");
        }
    }

    @Command(
            name = "resume",
            description = {"Lets the fleet eject and return servers by itself again.", "Takes back pause."})
    public static final class Resume extends FleetCommand {
        public Resume() {
            super("resume", "the fleet decides by itself");
        }
    }

    /** A command about the whole fleet. */
    abstract static class FleetCommand extends TopologyCommand {
        private final String done;

        FleetCommand(String word, String done) {
            super(word);
            this.done = done;
        }

        @Override
        final void describe(JsonObject body) {
            // It is about every server.
        }

        @Override
        final String text(JsonObject answer) {
            return done + (answer.getBoolean("changed", true) ? "" : " already") + System.lineSeparator();
        }
    }
}
