package io.flotilla.node;

/** The node cannot start. The message is for the user: what failed, which thing, why. */
final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    StartException(String message) {
        super(message);
    }

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
