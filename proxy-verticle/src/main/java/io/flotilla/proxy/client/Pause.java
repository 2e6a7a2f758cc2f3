package io.flotilla.proxy.client;

/** Reasons for which no further request of a client is taken, as bits. */
public final class Pause {
    /** The client does not read its replies. */
    static final int OUTPUT = 1;
    /** Too many of its requests are in flight. */
    static final int PIPELINE = 2;
    /** Its next request waits for a switch of the topology. */
    static final int FENCE = 4;
    /** A server it sends to does not keep up. */
    static final int BACKLOG = 8;
    /** Its next request waits for a connection of its own. */
    static final int OWN = 16;
    /** Its next request waits for the replies to all earlier ones. */
    static final int BARRIER = 32;
    /** Its next request waits for what another client wants of a server. */
    static final int WAY = 256;
    /** What it subscribed to, or selected within a transaction, is not confirmed. */
    static final int CONFIRM = 128;
    /** It is being closed. */
    static final int CLOSING = 64;

    private Pause() {}
}
