package io.flotilla.proxy.hash;

import io.flotilla.config.HashTag;
import io.netty.buffer.ByteBuf;

/**
 * The part of a key that is hashed when a pool has a hash tag: what lies between the first opening byte and the first
 * closing byte after it, if anything does, else the whole key. So with {@code {}} the keys {@code {user7}.name} and
 * {@code {user7}.mail} go to one server.
 *
 * <p>A range is an offset and a length in one {@code long}, so that finding it allocates nothing.
 */
public final class KeyTag {
    private KeyTag() {}

    /**
     * The hashed part of the key at {@code offset} to {@code offset + length}; read it with {@link #offset} and {@link
     * #length}.
     */
    public static long find(HashTag tag, ByteBuf buf, int offset, int length) {
        int end = offset + length;
        int open = buf.indexOf(offset, end, tag.open());
        if (open >= 0) {
            int close = buf.indexOf(open + 1, end, tag.close());
            if (close > open + 1) {
                return range(open + 1, close - open - 1);
            }
        }
        return range(offset, length);
    }

    /**
     * The hashed part of the key at {@code offset} to {@code offset + length}; read it with {@link #offset} and {@link
     * #length}.
     */
    public static long find(HashTag tag, byte[] bytes, int offset, int length) {
        int end = offset + length;
        int open = indexOf(bytes, offset, end, tag.open());
        if (open >= 0) {
            int close = indexOf(bytes, open + 1, end, tag.close());
            if (close > open + 1) {
                return range(open + 1, close - open - 1);
            }
        }
        return range(offset, length);
    }

    /** Where a range begins. */
    public static int offset(long range) {
        return (int) (range >>> 32);
    }

    /** How many bytes a range has. */
    public static int length(long range) {
        return (int) range;
    }

    private static long range(int offset, int length) {
        return ((long) offset << 32) | length;
    }

    private static int indexOf(byte[] bytes, int from, int to, byte wanted) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
