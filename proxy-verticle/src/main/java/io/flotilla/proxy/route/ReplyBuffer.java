package io.flotilla.proxy.route;

import io.flotilla.proxy.loop.Outbox;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * A reply that waits. Small ones are copied into an array that stays with the pooled request; large pieces are kept as
 * slices of the buffer they came in.
 */
public final class ReplyBuffer {
    private static final int ARRAY_LIMIT = 4 << 10;
    private static final int KEPT_ARRAY = 1 << 10;
    private static final int SHARED_FROM = 1 << 10;
    private static final int PART_OF_BUFFER = 8;
    /** Up to here pieces are copied together for a merge; above, each access finds its piece. */
    private static final int JOINED = 256 << 10;

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

    /** As {@link #append}, for bytes that are looked at before they go on: what fills much of its buffer is not copied. */
    public void keep(ByteBuf src, int start, int count) {
        if (length == 0 && count >= SHARED_FROM && count >= src.capacity() / PART_OF_BUFFER) {
            if (slices == null) {
                slices = new ArrayDeque<>(2);
            }
            slices.add(src.retainedSlice(start, count));
            length = count;
        } else {
            append(src, start, count);
        }
    }

    /** Appends a copy of these bytes. */
    public void append(byte[] src) {
        if (slices != null && !slices.isEmpty()) {
            slices.add(Unpooled.copiedBuffer(src));
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
     * <p>One piece alone is given without a copy: an array is given away with it, a slice is it.
     */
    public ByteBuf takeAll() {
        ByteBuf all;
        if (slices == null || slices.isEmpty()) {
            all = Unpooled.wrappedBuffer(array, 0, arrayLength);
        } else if (arrayLength == 0 && slices.size() == 1) {
            all = slices.poll();
        } else {
            all = length <= JOINED ? joined() : composed();
        }
        array = EMPTY;
        clear();
        return all;
    }

    private ByteBuf joined() {
        ByteBuf all = slices.peek().alloc().directBuffer((int) length);
        all.writeBytes(array, 0, arrayLength);
        for (ByteBuf piece : slices) {
            all.writeBytes(piece, piece.readerIndex(), piece.readableBytes());
        }
        return all;
    }

    private ByteBuf composed() {
        ByteBuf[] parts = new ByteBuf[slices.size() + 1];
        parts[0] = Unpooled.wrappedBuffer(array, 0, arrayLength);
        for (int i = 1; i < parts.length; i++) {
            parts[i] = slices.poll();
        }
        return Unpooled.wrappedBuffer(parts.length, parts);
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
