package io.flotilla.proxy.hash;

import io.netty.buffer.ByteBuf;

/**
 * The CRC-32 of zlib. {@code crc32a} is the whole of it; {@code crc32} is bits 16 to 30 only, which under ketama puts
 * every key on the first point of the continuum.
 *
 * <p>Eight bytes a step, by eight tables ("slicing by 8"), which needs no object as {@link java.util.zip.CRC32} would.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1952#section-8">RFC 1952, section 8</a>
 */
final class Crc32 implements KeyHasher {
    static final KeyHasher WHOLE = new Crc32(0, 0xffffffff);
    static final KeyHasher TOP_BITS = new Crc32(16, 0x7fff);

    private static final int SLICE = 256;
    private static final int[] TABLES = tables();

    private final int shift;
    private final int mask;

    private Crc32(int shift, int mask) {
        this.shift = shift;
        this.mask = mask;
    }

    @Override
    public int hash(ByteBuf buf, int offset, int length) {
        int[] t = TABLES;
        int crc = -1;
        int i = offset;
        int end = offset + length;
        for (; i <= end - 8; i += 8) {
            crc = eight(t, crc, buf.getLongLE(i));
        }
        for (; i < end; i++) {
            crc = step(t, crc, buf.getByte(i));
        }
        return (~crc >>> shift) & mask;
    }

    @Override
    public int hash(byte[] bytes, int offset, int length) {
        int[] t = TABLES;
        int crc = -1;
        int i = offset;
        int end = offset + length;
        for (; i <= end - 8; i += 8) {
            crc = eight(t, crc, Bytes.getLong(bytes, i));
        }
        for (; i < end; i++) {
            crc = step(t, crc, bytes[i]);
        }
        return (~crc >>> shift) & mask;
    }

    private static int step(int[] t, int crc, byte b) {
        return t[(crc ^ b) & 0xff] ^ (crc >>> 8);
    }

    private static int eight(int[] t, int crc, long word) {
        int low = crc ^ (int) word;
        int high = (int) (word >>> 32);
        return t[7 * SLICE + (low & 0xff)]
                ^ t[6 * SLICE + ((low >>> 8) & 0xff)]
                ^ t[5 * SLICE + ((low >>> 16) & 0xff)]
                ^ t[4 * SLICE + (low >>> 24)]
                ^ t[3 * SLICE + (high & 0xff)]
                ^ t[2 * SLICE + ((high >>> 8) & 0xff)]
                ^ t[SLICE + ((high >>> 16) & 0xff)]
                ^ t[high >>> 24];
    }

    /** Slice k of the tables gives the effect of a byte followed by k zero bytes. */
    private static int[] tables() {
        int[] t = new int[8 * SLICE];
        for (int n = 0; n < SLICE; n++) {
            int c = n;
            for (int bit = 0; bit < 8; bit++) {
                c = (c & 1) != 0 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
            }
            t[n] = c;
        }
        for (int i = SLICE; i < t.length; i++) {
            int before = t[i - SLICE];
            t[i] = t[before & 0xff] ^ (before >>> 8);
        }
        return t;
    }
}
