package io.flotilla.proxy.memcached;

import io.flotilla.proxy.loop.ByteArrays;
import io.netty.buffer.ByteBuf;

/**
 * A whole {@code VALUE <key> <flags> <bytes> [<cas>]} line, read in one pass with few accesses to the buffer.
 *
 * <p>Wire format: memcached's {@code doc/protocol.txt}, "Retrieval command".
 */
final class ValueLine {
    /** No whole line of this kind. */
    static final long NONE = -1;

    private static final int NAME = 6;
    private static final long NAME_BYTES = 0x56_41_4c_55_45_20L;
    private static final int LOOK = 8;
    private static final int LINE_END = 2;
    /** Digits of a number that an int can hold whatever they are. */
    private static final int SAFE_DIGITS = 9;
    /** Bytes behind the key, above which a line is not usual: flags, length and cas value with their spaces. */
    private static final int LONGEST = 48;

    private ValueLine() {}

    /** Whether these bytes begin with the line's name; at least eight must be there. */
    static boolean begins(ByteBuf in, int start) {
        return in.getLong(start) >>> 16 == NAME_BYTES;
    }

    /** As above, in an array. */
    static boolean begins(byte[] in, int start) {
        return ByteArrays.getLong(in, start) >>> 16 == NAME_BYTES;
    }

    /** Where the key of a line that begins here begins. */
    static int key(int start) {
        return start + NAME;
    }

    /** Reads the line that begins here: the bytes of the value above, the index behind the line in the lower 32 bits. */
    static long read(ByteBuf in, int start, int end) {
        int key = key(start);
        if (end - key < LOOK || !begins(in, start)) {
            return NONE;
        }
        int keyEnd = Words.wordEnd(in, key, Math.min(end, key + Values.KEY_LIMIT + 1));
        // A line that ends before the first space is another line, whatever the next one looks like.
        return keyEnd < 0 || in.indexOf(key, keyEnd, (byte) '\n') >= 0 ? NONE : numbers(in, keyEnd, end);
    }

    /** As {@link #read}, from the space behind the key. */
    static long numbers(ByteBuf in, int afterKey, int end) {
        if (end - afterKey < LOOK) {
            return NONE;
        }
        long window = in.getLong(afterKey);
        int room = Math.min(LONGEST, end - afterKey);
        int word = 0;
        int digits = 0;
        long value = 0;
        long bytes = -1;
        if (window >>> 56 != ' ') {
            return NONE;
        }
        for (int i = 1; i < room - 1; i++) {
            int b = i < LOOK ? (int) (window >>> 56 - 8 * i) & 0xff : in.getByte(afterKey + i);
            if (b >= '0' && b <= '9') {
                value = value * 10 + b - '0';
                digits++;
                continue;
            }
            bytes = word == 1 ? value : bytes;
            boolean bad = digits == 0 || word == 1 && (digits > 10 || value > Integer.MAX_VALUE);
            if (bad || b != ' ' && b != '\r' || b == ' ' && word == 2) {
                return NONE;
            }
            if (b == '\r') {
                return word > 0 && in.getByte(afterKey + i + 1) == '\n' ? bytes << 32 | afterKey + i + 2 : NONE;
            }
            word++;
            digits = 0;
            value = 0;
        }
        return NONE;
    }

    /**
     * The index behind the value block whose line goes on at this index, behind the key, in an array that ends at {@code end};
     * -1 if the line is not usual or not all of the block is there.
     */
    static int blockEnd(byte[] in, int afterKey, int end) {
        int at = afterKey;
        if (end - at < LOOK || in[at++] != ' ') {
            return -1;
        }
        int flags = at;
        while (at < end && isDigit(in[at])) {
            at++;
        }
        if (at == flags || at == end || in[at++] != ' ') {
            return -1;
        }
        int length = at;
        int bytes = 0;
        while (at < end && at - length < SAFE_DIGITS && isDigit(in[at])) {
            bytes = bytes * 10 + in[at++] - '0';
        }
        if (at == length || at == end) {
            return -1;
        }
        if (in[at] == ' ') {
            int cas = ++at;
            while (at < end && isDigit(in[at])) {
                at++;
            }
            if (at == cas) {
                return -1;
            }
        }
        long blockEnd = (long) at + LINE_END + bytes + LINE_END;
        return blockEnd <= end && in[at] == '\r' && in[at + 1] == '\n' ? (int) blockEnd : -1;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** The bytes of the value that a line announces. */
    static int bytes(long line) {
        return (int) (line >>> 32);
    }

    /** The index behind a line. */
    static int end(long line) {
        return (int) line;
    }
}
