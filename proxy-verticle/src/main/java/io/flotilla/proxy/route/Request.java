package io.flotilla.proxy.route;

/**
 * One request on its way. It stands in two orders at once: its owner's (the order in which a client must get replies) and its
 * server connection's (the order in which that server will answer). Pooled per event loop; see {@link RequestPool}.
 */
public final class Request {
    /** Whose reply it is; {@code null} when nobody waits any more and the reply is to be dropped. */
    public RequestOwner owner;

    /** The owner's next request. */
    public Request next;

    /** When it was queued for its server, in nanoseconds of the loop's clock. */
    public long queuedAt;

    /** Whether its reply is whole, in {@link #held} as far as it was not passed on already. */
    public boolean done;

    /** Whether the first bytes of the reply were passed on, so that an error can no longer take its place. */
    public boolean begun;

    /** Whether the client wants no reply ({@code noreply}, {@code CLIENT REPLY OFF}): it is awaited and dropped. */
    public boolean quiet;

    /** The server it went to, as an index into the pool's servers; -1 for a request that is answered here. */
    public int server;

    /** A protocol's own mark, for example which kind of reply to hide. */
    public int mark;

    /** Reply bytes that had to wait for earlier replies. */
    public final ReplyBuffer held = new ReplyBuffer();

    void clear() {
        owner = null;
        next = null;
        done = false;
        begun = false;
        quiet = false;
        server = -1;
        mark = 0;
        held.clear();
    }
}
