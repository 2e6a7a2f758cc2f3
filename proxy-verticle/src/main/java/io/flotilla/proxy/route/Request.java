package io.flotilla.proxy.route;

import io.flotilla.proxy.loop.ArrayStash;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * One request on its way. It stands in two orders at once: its owner's (the order in which a client must get replies) and its
 * server connection's (the order in which that server will answer). Pooled per event loop; see {@link RequestPool}.
 */
public final class Request {
    private static final byte[] NO_KEY = {};
    private static final int SEVERAL_KEYS = -1;
    private static final int LONGEST_KEPT_KEY = 256;

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

    private byte[] key = NO_KEY;
    private int keyLength;
    private int life;

    /** Reply bytes that had to wait for earlier replies. */
    public final ReplyBuffer held;

    Request(ArrayStash arrays) {
        held = new ReplyBuffer(arrays);
    }

    /** Keeps the key of a write, in case the server never answers it. Of a second key it keeps only that there is one. */
    public void noteKey(ByteBuf bytes, int start, int length) {
        if (keyLength != 0) {
            keyLength = SEVERAL_KEYS;
            return;
        }
        if (key.length < length) {
            key = new byte[Math.max(32, length)];
        }
        bytes.getBytes(start, key, 0, length);
        keyLength = length;
    }

    /** Whether {@link #noteKey} was called. */
    public boolean hasKey() {
        return keyLength != 0;
    }

    /** The noted key, its bytes as chars; {@code null} if there were several. */
    public String key() {
        return keyLength == SEVERAL_KEYS ? null : new String(key, 0, keyLength, StandardCharsets.ISO_8859_1);
    }

    /** How often it was given back: as long as this stays the same, it is the same request. */
    public int life() {
        return life;
    }

    void clear() {
        life++;
        keyLength = 0;
        if (key.length > LONGEST_KEPT_KEY) {
            key = NO_KEY;
        }
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
