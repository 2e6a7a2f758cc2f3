package io.flotilla.stats;

/** What one event loop did with one pool. Written and read as {@link ServerCounters} are. */
public final class PoolCounters {
    /** Client connections that the client closed. */
    public long clientEof;
    /** Client connections that ended in an error. */
    public long clientErr;
    /** Client connections open now. */
    public long clientConnections;
    /** Client connections opened so far. */
    public long totalConnections;
    /** Error replies that clients got because a server could not answer. */
    public long forwardError;
    /** Requests made out of the parts of a request that spans servers. */
    public long fragments;
    /** Clients that were cut because they did not read. */
    public long clientsCut;
    /** Clients that were refused because {@code client_connections} was reached. */
    public long clientsRefused;
    /** Names and passwords of clients that were wrong. */
    public long authFailed;
    /** Requests answered by the proxy itself. */
    public long localReplies;
    /** Requests held by a switch. */
    public long held;
    /** Clients that are subscribed to something, or monitor. */
    public long subscribers;
    /** Messages that servers sent on their own accord and clients got. */
    public long pushes;
    /** The servers' counters, in the pool's order. */
    public final ServerCounters[] servers;

    public PoolCounters(int serverCount) {
        servers = new ServerCounters[serverCount];
        for (int i = 0; i < serverCount; i++) {
            servers[i] = new ServerCounters();
        }
    }

    /** Connections opened so far, from clients and to servers. */
    public long opened() {
        long opened = totalConnections;
        for (ServerCounters server : servers) {
            opened += server.connected;
        }
        return opened;
    }

    /** Adds what another event loop counts now for the same pool. */
    public void add(PoolCounters other) {
        clientEof += other.clientEof;
        clientErr += other.clientErr;
        clientConnections += other.clientConnections;
        totalConnections += other.totalConnections;
        forwardError += other.forwardError;
        fragments += other.fragments;
        clientsCut += other.clientsCut;
        clientsRefused += other.clientsRefused;
        authFailed += other.authFailed;
        localReplies += other.localReplies;
        held += other.held;
        subscribers += other.subscribers;
        pushes += other.pushes;
        for (int i = 0; i < servers.length; i++) {
            servers[i].add(other.servers[i]);
        }
    }
}
