package io.flotilla.node.command;

/** A command cannot be carried out. The message is one line for the user. */
public final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    CommandException(String message) {
        super(message);
    }
}
