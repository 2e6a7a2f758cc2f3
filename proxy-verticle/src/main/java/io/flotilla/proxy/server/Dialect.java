package io.flotilla.proxy.server;

import io.flotilla.proxy.route.ReplyFramer;

/** What a connection must know of the protocol its server speaks. */
public interface Dialect {

    /** Finds the ends of replies, one framer per connection. */
    ReplyFramer newFramer();

    /** What a connection of this kind says first. See {@link ServerLink#shared} for kinds. */
    Handshake handshake(int kind);

    /**
     * What any server answers at once and without effect: asked first on a connection that takes the place of one that got
     * no answer, so that a server that sleeps does not collect requests which it would do when it wakes up.
     */
    default Handshake question() {
        return Handshake.NONE;
    }

    /** Whether an error reply to a handshake command may be ignored. */
    boolean toleratesHandshakeError(String reply);

    /** Whether an error reply to a handshake command says that the server is busy for a while, and otherwise well. */
    default boolean isBusy(String reply) {
        return false;
    }
}
