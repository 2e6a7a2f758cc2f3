package io.flotilla.node.command;

import picocli.CommandLine.Command;

/** {@code flotilla eject}. */
@Command(
        name = "eject",
        description = {
            "Takes a server out, on every node at one epoch.",
            "Its keys go to their substitutes. It comes back as a server that failed does, or with restore."
        })
public final class EjectCommand extends ServerCommand {
    public EjectCommand() {
        super("eject", "is out");
    }
}
