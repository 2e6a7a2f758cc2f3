package io.flotilla.node.command;

import picocli.CommandLine.Command;

/** {@code flotilla restore}. */
@Command(
        name = "restore",
        description = {
            "Takes a server back in, on every node at one epoch.",
            "It does not wait for the pool's server_retry_timeout."
        })
public final class RestoreCommand extends ServerCommand {
    public RestoreCommand() {
        super("restore", "is in");
    }
}
