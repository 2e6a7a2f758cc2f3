package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.PoolLoop;
import io.flotilla.proxy.ring.Ring;
import io.netty.buffer.ByteBuf;

/**
 * Tells keys that are on their server, by the ring in force when this was made, from copies that an ejection left on
 * another one: those are no keys of the pool, since no request reaches them.
 */
final class OwnKeys {
    private final PoolLoop pool;
    private final Ring ring;

    OwnKeys(PoolLoop pool) {
        this.pool = pool;
        this.ring = pool.ring();
    }

    /** Whether a key that this server lists is its own; true for all where keys have no server of their own. */
    boolean contains(int server, Elements list, int element, ByteBuf bytes) {
        return !ring.isStable()
                || pool.server(ring, bytes, list.contentStart(element), list.contentLength(element)) == server;
    }

    /** Whether the key that is the whole of a server's reply is its own. */
    boolean containsOnly(int server, ByteBuf reply) {
        int start = reply.indexOf(0, reply.writerIndex(), (byte) '\n') + 1;
        return !ring.isStable() || pool.server(ring, reply, start, reply.writerIndex() - 2 - start) == server;
    }
}
