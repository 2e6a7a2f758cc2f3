package io.flotilla.stats;

/**
 * What one event loop did with one server. Written by that loop alone, with plain stores; read by the statistics from other
 * threads, which may see a value a moment old, never a torn one on 64-bit machines. Field meanings and names are nutcracker's.
 */
public final class ServerCounters {
    public long serverEof;
    public long serverErr;
    public long serverTimedout;
    public long serverConnections;
    public long requests;
    public long requestBytes;
    public long responses;
    public long responseBytes;
    public long inQueue;
    public long inQueueBytes;
    public long outQueue;
    public long outQueueBytes;
}
