package io.flotilla.proxy.loop;

/** Something with bytes to send, queued in a {@link FlushQueue} at most once per turn. */
abstract class Flushable {
    boolean queued;

    /** Hands everything written since the last flush to the socket. Called once per turn, on the event loop. */
    abstract void flush();
}
