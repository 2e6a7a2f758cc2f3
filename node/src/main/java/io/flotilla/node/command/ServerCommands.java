package io.flotilla.node.command;

import picocli.CommandLine.Command;

/** {@code flotilla eject}, {@code restore}, {@code drain}, {@code pin} and {@code unpin}. */
public final class ServerCommands {
    private ServerCommands() {}

    @Command(
            name = "eject",
            description = {
                "Takes a server out, on every node at one epoch.",
                "Its keys go to their substitutes. It stays out until restore."
            })
    public static final class Eject extends ServerCommand {
        public Eject() {
            super("eject", "is out");
        }
    }

    @Command(
            name = "restore",
            description = {
                "Takes a server back in, on every node at one epoch.",
                "It does not wait for the pool's server_retry_timeout."
            })
    public static final class Restore extends ServerCommand {
        public Restore() {
            super("restore", "is in");
        }
    }

    @Command(
            name = "drain",
            description = {
                "Takes a server out for maintenance, on every node at one epoch.",
                "When this returns, no proxy sends it anything, and it can be stopped. It stays out until restore."
            })
    public static final class Drain extends ServerCommand {
        public Drain() {
            super("drain", "is drained");
        }
    }

    @Command(
            name = "pin",
            description = {
                "Keeps a server as it is, in or out.",
                "The fleet neither ejects nor returns it by itself, until unpin."
            })
    public static final class Pin extends ServerCommand {
        public Pin() {
            super("pin", "is pinned");
        }
    }

    @Command(
            name = "unpin",
            description = {"Lets the fleet eject and return a server by itself again.", "Takes back pin."})
    public static final class Unpin extends ServerCommand {
        public Unpin() {
            super("unpin", "is not pinned", "was not pinned");
        }
    }
}
