package io.flotilla.config;

/**
 * Bounds on the memory that a pool's connections may take. Bytes.
 *
 * @param streamThreshold values larger than this are streamed through a connection of their own instead of being collected
 * @param requestBytes the largest request that has to be collected before it can be routed
 * @param clientOutputBytes replies that may wait for one client to read them before that client is cut
 * @param ownConnections connections per event loop and server for requests that need one of their own
 * @param subscriberConnections connections per event loop and server for clients that subscribe or monitor
 */
public record LimitsConfig(
        int streamThreshold, int requestBytes, int clientOutputBytes, int ownConnections, int subscriberConnections) {
    /** The defaults of a pool that says nothing. */
    public static final LimitsConfig DEFAULT = new LimitsConfig(64 << 10, 64 << 20, 128 << 20, 64, 1000);
}
