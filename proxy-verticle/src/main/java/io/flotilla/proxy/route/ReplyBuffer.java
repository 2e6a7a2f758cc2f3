package io.flotilla.proxy.route;

import io.flotilla.proxy.loop.Outbox;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * A reply that waits. Small ones are copied into an array that stays with the pooled request; large pieces are kept as
 * slices of the buffer they came in.
 */
public final class ReplyBuffer {
    private static final int ARRAY_LIMIT = 4 << 10;
    private static final int KEPT_ARRAY = 1 << 10;
    private static final byte[] EMPTY = {};

    private byte[] array = EMPTY;
    private int arrayLength;
    private ArrayDeque<ByteBuf> slices;
    private long length;

    /** Appends a copy, or a slice, of these bytes. */
    public void append(ByteBuf src, int start, int count) {
        if ((slices == null || slices.isEmpty()) && arrayLength + count <= ARRAY_LIMIT) {
            src.getBytes(start, room(count), arrayLength, count);
            arrayLength += count;
        } else {
            if (slices == null) {
                slices = new ArrayDeque<>();
            }
            // A slice pins the whole buffer it comes from: worth it only when it is a good part of one.
            slices.add(count >= ARRAY_LIMIT ? src.retainedSlice(start, count) : src.copy(start, count));
        }
        length += count;
    }

    /** Appends a copy of these bytes. */
    public void append(byte[] src) {
        if (slices != null && !slices.isEmpty()) {
            slices.add(io.netty.buffer.Unpooled.copiedBuffer(src));
        } else {
            System.arraycopy(src, 0, room(src.length), arrayLength, src.length);
            arrayLength += src.length;
        }
        length += src.length;
    }

    /** Bytes held. */
    public long length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /** Moves everything into an outbox. */
    public void drainTo(Outbox out) {
        if (arrayLength > 0) {
            out.write(array, 0, arrayLength);
        }
        if (slices != null) {
            for (ByteBuf b = slices.poll(); b != null; b = slices.poll()) {
                out.writeOwned(b);
            }
        }
        clear();
    }

    /**
     * Everything as one buffer, for a merge to read. The caller releases it; this buffer is empty afterwards.
     *
     * <p>The common case, a small reply, is wrapped without a copy: the array is given away with it.
     */
    public ByteBuf takeAll() {
        ByteBuf head = io.netty.buffer.Unpooled.wrappedBuffer(array, 0, arrayLength);
        if (slices == null || slices.isEmpty()) {
            array = EMPTY;
            clear();
            return head;
        }
        ByteBuf[] parts = new ByteBuf[slices.size() + 1];
        parts[0] = head;
        for (int i = 1; i < parts.length; i++) {
            parts[i] = slices.poll();
        }
        array = EMPTY;
        clear();
        return io.netty.buffer.Unpooled.wrappedBuffer(parts.length, parts);
    }

    /** Forgets everything and gives memory back. */
    public void clear() {
        arrayLength = 0;
        length = 0;
        if (array.length > KEPT_ARRAY) {
            array = EMPTY;
        }
        if (slices != null) {
            for (ByteBuf b = slices.poll(); b != null; b = slices.poll()) {
                b.release();
            }
        }
    }

    private byte[] room(int count) {
        int need = arrayLength + count;
        if (need > array.length) {
            array = Arrays.copyOf(array, Math.max(need, Math.max(128, array.length * 2)));
        }
        return array;
    }
}
