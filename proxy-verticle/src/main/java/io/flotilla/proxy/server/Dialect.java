package io.flotilla.proxy.server;

import io.flotilla.proxy.route.ReplyFramer;

/** What a connection must know of the protocol its server speaks. */
public interface Dialect {

    /** Finds the ends of replies, one framer per connection. */
    ReplyFramer newFramer();

    /** What a connection of this kind says first. See {@link ServerLink#shared} for kinds. */
    Handshake handshake(int kind);

    /** Whether an error reply to a handshake command may be ignored. */
    boolean toleratesHandshakeError(String reply);
}
