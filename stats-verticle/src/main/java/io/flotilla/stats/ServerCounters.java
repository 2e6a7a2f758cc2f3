package io.flotilla.stats;

/**
 * What one event loop did with one server. Written by that loop alone, with plain stores; read by the statistics from other
 * threads, which may see a value a moment old, never a torn one on 64-bit machines. Field meanings and names are nutcracker's.
 */
public final class ServerCounters {
    /** Connections that the server closed. */
    public long serverEof;
    /** Connections that ended in an error. */
    public long serverErr;
    /** Connections that were closed because a request timed out. */
    public long serverTimedout;
    /** Connections open now. */
    public long serverConnections;
    /** Connections opened so far. Not part of nutcracker's fields, which count them together with those of clients. */
    public long connected;

    public long requests;
    public long requestBytes;
    public long responses;
    public long responseBytes;
    /** Requests accepted but not yet written to the server. */
    public long inQueue;

    public long inQueueBytes;
    /** Requests written that await their reply. */
    public long outQueue;

    public long outQueueBytes;
    /** From the moment a request is queued to its last reply byte, microseconds. Not part of nutcracker's fields. */
    public final LatencyHistogram latency = new LatencyHistogram();

    /** Adds what another event loop counts now. */
    public void add(ServerCounters other) {
        serverEof += other.serverEof;
        serverErr += other.serverErr;
        serverTimedout += other.serverTimedout;
        serverConnections += other.serverConnections;
        connected += other.connected;
        requests += other.requests;
        requestBytes += other.requestBytes;
        responses += other.responses;
        responseBytes += other.responseBytes;
        inQueue += other.inQueue;
        inQueueBytes += other.inQueueBytes;
        outQueue += other.outQueue;
        outQueueBytes += other.outQueueBytes;
        latency.add(other.latency);
    }
}
