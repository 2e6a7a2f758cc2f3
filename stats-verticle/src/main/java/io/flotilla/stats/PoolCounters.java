package io.flotilla.stats;

/** What one event loop did with one pool. Written and read as {@link ServerCounters} are. */
public final class PoolCounters {
    public long clientEof;
    public long clientErr;
    public long clientConnections;
    public long totalConnections;
    public long forwardError;
    public long fragments;
    /** Clients that were cut because they did not read. */
    public long clientsCut;
    /** Clients that were refused because {@code client_connections} was reached. */
    public long clientsRefused;
    /** Requests answered by the proxy itself. */
    public long localReplies;
    /** Requests held by a switch. */
    public long held;
    /** The servers' counters, in the pool's order. */
    public final ServerCounters[] servers;

    public PoolCounters(int serverCount) {
        servers = new ServerCounters[serverCount];
        for (int i = 0; i < serverCount; i++) {
            servers[i] = new ServerCounters();
        }
    }
}
