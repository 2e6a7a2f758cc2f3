package io.flotilla.proxy.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Outgoing buffers of one event loop, lent to connections for the length of a turn. A buffer whose bytes the socket took at
 * once comes back here, so that a busy loop allocates none and an idle connection holds none.
 *
 * <p>The first that ask in a turn get large buffers. When very many connections are written to in one turn, thousands of
 * clients that asked together, the others get small ones: what a turn takes follows from what it has to say.
 */
public final class BufferStash {
    /** Bytes of a lent buffer. Large enough for the small replies of a turn, small enough to stay in cache. */
    static final int BUFFER_BYTES = 16 << 10;

    /** Bytes of a buffer lent when {@link #LARGE} are out. */
    static final int SMALL_BUFFER_BYTES = 2 << 10;

    /** Large buffers lent at a time, and kept. */
    static final int LARGE = 64;

    private static final int SMALL_KEPT = 256;

    private final ByteBufAllocator allocator;
    private final Stack large = new Stack(LARGE);
    private final Stack small = new Stack(SMALL_KEPT);
    private int largeLent;

    public BufferStash(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** An empty buffer with reference count 1. */
    ByteBuf take() {
        if (largeLent < LARGE) {
            largeLent++;
            return large.size > 0 ? large.pop() : allocator.directBuffer(BUFFER_BYTES, BUFFER_BYTES);
        }
        return small.size > 0 ? small.pop() : allocator.directBuffer(SMALL_BUFFER_BYTES, SMALL_BUFFER_BYTES);
    }

    /** Gives back a reference; the buffer is kept for reuse if nobody else holds it. */
    void give(ByteBuf buffer) {
        forget(buffer);
        Stack stack = isLarge(buffer) ? large : small;
        if (stack.size < stack.kept.length && buffer.refCnt() == 1) {
            buffer.clear();
            stack.push(buffer);
        } else {
            buffer.release();
        }
    }

    /** The buffer does not come back: somebody else releases it. */
    void forget(ByteBuf buffer) {
        if (isLarge(buffer)) {
            largeLent--;
        }
    }

    /** Releases what is kept. */
    public void close() {
        large.release();
        small.release();
    }

    private static boolean isLarge(ByteBuf buffer) {
        return buffer.maxCapacity() == BUFFER_BYTES;
    }

    private static final class Stack {
        private final ByteBuf[] kept;
        private int size;

        Stack(int limit) {
            kept = new ByteBuf[limit];
        }

        void push(ByteBuf buffer) {
            kept[size++] = buffer;
        }

        ByteBuf pop() {
            ByteBuf top = kept[--size];
            kept[size] = null;
            return top;
        }

        void release() {
            while (size > 0) {
                pop().release();
            }
        }
    }
}
