package io.flotilla.proxy;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;
import java.util.ArrayDeque;

/**
 * Makes all buffers out of arrays, also those that are to be direct, and counts their bytes. A direct buffer costs more than all
 * that a fuzzer does with it.
 */
final class CountedBuffers extends AbstractByteBufAllocator {
    /** Arrays of the length that outgoing buffers have: making one costs more than what is done with it. */
    private static final ThreadLocal<ArrayDeque<byte[]>> KEPT = ThreadLocal.withInitial(ArrayDeque::new);

    private static final int KEPT_LENGTH = 16 << 10;
    private static final int MOST_KEPT = 256;

    /** As many as are asked for. */
    static final int ANY = Integer.MAX_VALUE;

    private long held;
    private int left = ANY;

    /** From now on so many buffers can be had. */
    void left(int buffers) {
        left = buffers;
    }

    /** Bytes of buffers that somebody holds. */
    long held() {
        return held;
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return new Counted(initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        return new Counted(initialCapacity, maxCapacity);
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }

    private final class Counted extends UnpooledHeapByteBuf {
        Counted(int initialCapacity, int maxCapacity) {
            super(CountedBuffers.this, initialCapacity, maxCapacity);
        }

        @Override
        protected byte[] allocateArray(int length) {
            if (left == 0) {
                throw new OutOfMemoryError("as if");
            }
            left -= left == ANY ? 0 : 1;
            held += length;
            byte[] kept = length == KEPT_LENGTH ? KEPT.get().poll() : null;
            return kept != null ? kept : super.allocateArray(length);
        }

        @Override
        protected void freeArray(byte[] array) {
            held -= array.length;
            if (array.length == KEPT_LENGTH && KEPT.get().size() < MOST_KEPT) {
                KEPT.get().push(array);
            }
        }
    }
}
