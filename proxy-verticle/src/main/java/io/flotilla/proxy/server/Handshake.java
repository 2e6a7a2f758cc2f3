package io.flotilla.proxy.server;

/**
 * What is sent on a new connection before anything else, and waited for: data must never reach a server whose SELECT or AUTH
 * failed.
 *
 * @param bytes the commands, or empty
 * @param replies how many replies they get
 */
public record Handshake(byte[] bytes, int replies) {
    /** Nothing to say. */
    public static final Handshake NONE = new Handshake(new byte[0], 0);
}
