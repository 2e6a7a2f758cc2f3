package io.flotilla.proxy.redis;

import io.flotilla.proxy.loop.ByteArrays;
import io.netty.buffer.ByteBuf;

/**
 * The common case of RESP, a whole string with a short length line, read with one access to the buffer instead of one for
 * every byte. What is cut, longer or something else is left to those who read byte by byte.
 *
 * <p>Wire format: {@code $<length> CR LF <bytes> CR LF}; null is {@code $-1 CR LF}, in RESP3 {@code _ CR LF}.
 */
final class BulkString {
    /** Not the common case. */
    static final int NONE = -1;

    /** Bytes that must be there for a look. */
    private static final int LOOK = 8;

    private static final short CR_LF = 0x0d_0a;
    private static final int NULL = 0x24_2d_31_0d;
    private static final int RESP3_NULL = 0x5f_0d_0a;

    private BulkString() {}

    /**
     * Reads a length line of at most five digits, the first of which is no zero that could be left out: Redis refuses that.
     *
     * @return the length in the upper 24 bits, the bytes of the line in the lower 8; or {@link #NONE}
     */
    static int header(ByteBuf in, int at, int end) {
        return end - at < LOOK ? NONE : header(in.getLong(at));
    }

    /** As above; these are the line's first eight bytes, the first one in the highest bits. */
    private static int header(long bytes) {
        if (bytes >>> 56 != '$') {
            return NONE;
        }
        int length = 0;
        for (int shift = 48; shift > 0; shift -= 8) {
            int b = (int) (bytes >>> shift) & 0xff;
            if (b == '\r' && shift < 48) {
                boolean padded = shift < 40 && (bytes >>> 48 & 0xff) == '0';
                return !padded && (bytes >>> shift - 8 & 0xff) == '\n' ? length << 8 | 9 - (shift >> 3) : NONE;
            }
            if (b < '0' || b > '9' || shift == 8) {
                return NONE;
            }
            length = length * 10 + b - '0';
        }
        return NONE;
    }

    /** The index behind the whole string, or null, that begins here; {@link #NONE} if none does. */
    static int end(ByteBuf in, int at, int end) {
        if (end - at < LOOK) {
            return NONE;
        }
        int next = end(in.getLong(at), at);
        return next <= end && next != NONE && in.getShort(next - 2) == CR_LF ? next : NONE;
    }

    /** As above, in an array; what is behind {@code end} may be anything. */
    static int end(byte[] in, int at, int end) {
        if (in.length - at < LOOK) {
            return NONE;
        }
        int next = end(ByteArrays.getLong(in, at), at);
        return next <= end && next != NONE && in[next - 2] == '\r' && in[next - 1] == '\n' ? next : NONE;
    }

    /** Where the string that begins with these bytes ends, if it is one. */
    private static int end(long bytes, int at) {
        int header = header(bytes);
        if (header != NONE) {
            return at + (header & 0xff) + (header >>> 8) + 2;
        }
        if ((int) (bytes >>> 32) == NULL && (bytes >>> 24 & 0xff) == '\n') {
            return at + 5;
        }
        return bytes >>> 40 == RESP3_NULL ? at + 3 : NONE;
    }
}
