package io.flotilla.proxy.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Outgoing buffers of one event loop, lent to connections for the length of a turn. A buffer whose bytes the socket took at
 * once comes back here, so that a busy loop allocates none and an idle connection holds none.
 */
public final class BufferStash {
    /** Bytes of a lent buffer. Large enough for the small replies of a turn, small enough to stay in cache. */
    static final int BUFFER_BYTES = 16 << 10;

    private static final int KEPT = 32;

    private final ByteBufAllocator allocator;
    private final ByteBuf[] kept = new ByteBuf[KEPT];
    private int size;

    public BufferStash(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** An empty buffer with reference count 1. */
    ByteBuf take() {
        return size > 0 ? kept[--size] : allocator.directBuffer(BUFFER_BYTES, BUFFER_BYTES);
    }

    /** Gives back a reference; the buffer is kept for reuse if nobody else holds it. */
    void give(ByteBuf buffer) {
        if (size < KEPT && buffer.refCnt() == 1) {
            buffer.clear();
            kept[size++] = buffer;
        } else {
            buffer.release();
        }
    }

    /** Releases what is kept. */
    public void close() {
        while (size > 0) {
            kept[--size].release();
        }
    }
}
