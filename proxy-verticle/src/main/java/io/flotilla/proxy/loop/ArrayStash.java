package io.flotilla.proxy.loop;

/**
 * Byte arrays of one event loop, lent for as long as something has to be looked at or put together, and reused. They come in
 * a few sizes; of each size so many are kept as a busy turn needs, and no more.
 */
public final class ArrayStash {
    /** Bytes of the largest array that is kept; a larger one is made when asked for and left to the collector. */
    public static final int LARGEST = 64 << 10;

    private static final int SIZES = 5;
    private static final int SMALLEST_BITS = 8;
    private static final int KEPT_BYTES = 2 << 20;

    private final byte[][][] kept = new byte[SIZES][][];
    private final int[] count = new int[SIZES];

    /** An array of at least so many bytes, whatever is in it. */
    public byte[] take(int bytes) {
        if (bytes > LARGEST) {
            return new byte[bytes];
        }
        int size = size(bytes);
        if (count[size] == 0) {
            return new byte[length(size)];
        }
        return kept[size][--count[size]];
    }

    /** Takes back an array of {@link #take} that nobody reads any more. */
    public void give(byte[] array) {
        if (array.length > LARGEST) {
            return;
        }
        int size = size(array.length);
        int most = KEPT_BYTES >> SMALLEST_BITS + 2 * size;
        if (kept[size] == null) {
            kept[size] = new byte[most][];
        }
        if (count[size] < most) {
            kept[size][count[size]++] = array;
        }
    }

    /** Sizes are 256 bytes and powers of four times that. */
    private static int size(int bytes) {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(0, bytes - 1) >>> SMALLEST_BITS);
        return bits + 1 >> 1;
    }

    private static int length(int size) {
        return 1 << SMALLEST_BITS + 2 * size;
    }
}
