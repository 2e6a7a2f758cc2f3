package io.flotilla.proxy.route;

import io.flotilla.proxy.loop.ArrayStash;
import io.flotilla.proxy.loop.Outbox;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;

/**
 * A reply that waits. Small ones are copied into an array that the event loop lends; large pieces are kept as slices of the
 * buffer they came in.
 */
public final class ReplyBuffer {
    private static final int ARRAY_LIMIT = 4 << 10;
    /** Replies up to here are copied into an array to be merged. */
    private static final int MERGED_ARRAY_LIMIT = 16 << 10;

    private static final int PART_OF_BUFFER = 8;
    /** Up to here pieces are copied together for a merge; above, each access finds its piece. */
    private static final int JOINED = 256 << 10;

    private static final byte[] EMPTY = {};

    private final ArrayStash arrays;
    private byte[] array = EMPTY;
    private int arrayLength;
    private ArrayDeque<ByteBuf> slices;
    private long length;

    /** @param arrays lends memory for small replies */
    public ReplyBuffer(ArrayStash arrays) {
        this.arrays = arrays;
    }

    /** Appends a copy, or a slice, of these bytes. */
    public void append(ByteBuf src, int start, int count) {
        append(src, start, count, ARRAY_LIMIT);
    }

    private void append(ByteBuf src, int start, int count, int arrayLimit) {
        if ((slices == null || slices.isEmpty()) && arrayLength + count <= arrayLimit) {
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

    /**
     * As {@link #append}, for bytes that are looked at before they go on: an array is looked at fastest, and what is too large
     * for one but fills much of its buffer is not copied.
     */
    public void keep(ByteBuf src, int start, int count) {
        if (length == 0 && count > MERGED_ARRAY_LIMIT && count >= src.capacity() / PART_OF_BUFFER) {
            if (slices == null) {
                slices = new ArrayDeque<>(2);
            }
            slices.add(src.retainedSlice(start, count));
            length = count;
        } else {
            append(src, start, count, MERGED_ARRAY_LIMIT);
        }
    }

    /** Appends a copy of the first {@code count} bytes. */
    public void append(byte[] src, int count) {
        if (slices != null && !slices.isEmpty()) {
            slices.add(Unpooled.copiedBuffer(src, 0, count));
        } else {
            System.arraycopy(src, 0, room(count), arrayLength, count);
            arrayLength += count;
        }
        length += count;
    }

    /** Bytes held. */
    public long length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /** The array whose first {@link #length} bytes are everything, or {@code null} if there is none. It stays this buffer's. */
    public byte[] array() {
        return arrayLength == length ? array : null;
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
        if (array != EMPTY) {
            arrays.give(array);
            array = EMPTY;
        }
        if (slices != null) {
            for (ByteBuf b = slices.poll(); b != null; b = slices.poll()) {
                b.release();
            }
        }
    }

    private byte[] room(int count) {
        if (arrayLength + count > array.length) {
            byte[] larger = arrays.take(arrayLength + count);
            System.arraycopy(array, 0, larger, 0, arrayLength);
            if (array != EMPTY) {
                arrays.give(array);
            }
            array = larger;
        }
        return array;
    }
}
