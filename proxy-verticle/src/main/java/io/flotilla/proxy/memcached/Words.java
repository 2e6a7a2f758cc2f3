package io.flotilla.proxy.memcached;

import io.flotilla.proxy.loop.ByteArrays;
import io.netty.buffer.ByteBuf;

/** The words of one line, as memcached cuts them: at spaces alone. Reused from line to line. */
final class Words {
    /** The most words kept: one more than memcached allows a meta command. */
    static final int MOST = 20;
    /** What {@link #split} answers when there are more than {@link #MOST} words. */
    static final int TOO_MANY = MOST + 1;
    /** What {@link #split} answers when there is a NUL byte, at which servers may end a line and the proxy would not. */
    static final int NUL = -1;

    private static final long SPACES = 0x2020202020202020L;
    private static final long LOW = 0x7f7f7f7f7f7f7f7fL;

    private final int[] from = new int[MOST];
    private final int[] to = new int[MOST];
    private int count;

    /** Cuts the bytes from {@code start} to {@code end}. Returns the number of words, {@link #TOO_MANY} or {@link #NUL}. */
    int split(ByteBuf in, int start, int end) {
        count = 0;
        int at = skipSpaces(in, start, end);
        while (at < end) {
            int wordEnd = wordEnd(in, at, end);
            if (wordEnd < 0) {
                return NUL;
            }
            if (count == MOST) {
                return in.indexOf(at, end, (byte) 0) < 0 ? TOO_MANY : NUL;
            }
            from[count] = at;
            to[count++] = wordEnd;
            at = skipSpaces(in, wordEnd, end);
        }
        return count;
    }

    int from(int word) {
        return from[word];
    }

    int length(int word) {
        return to[word] - from[word];
    }

    /** The first byte of a word. */
    byte first(ByteBuf in, int word) {
        return in.getByte(from[word]);
    }

    /** Whether a word consists of these bytes. */
    boolean is(ByteBuf in, int word, byte[] bytes) {
        if (length(word) != bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (in.getByte(from[word] + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    /** Overwrites a word with spaces. */
    void blank(ByteBuf in, int word) {
        for (int i = from[word]; i < to[word]; i++) {
            in.setByte(i, ' ');
        }
    }

    /** The value of a word of digits, or -1 if it is none or larger than {@code max}. */
    long number(ByteBuf in, int word, long max) {
        return number(in, from[word], to[word], max);
    }

    /** Whether a word is a 32-bit number with or without a minus. */
    boolean isInt(ByteBuf in, int word) {
        return isInt(in, from[word], to[word]);
    }

    /** Whether these bytes, at least one, are a 32-bit number with or without a minus. */
    static boolean isInt(ByteBuf in, int start, int end) {
        boolean minus = in.getByte(start) == '-';
        return number(in, start + (minus ? 1 : 0), end, minus ? 1L << 31 : Integer.MAX_VALUE) >= 0;
    }

    /** Whether a word is an unsigned 64-bit number. */
    boolean isUnsignedLong(ByteBuf in, int word) {
        long value = 0;
        for (int i = from[word]; i < to[word]; i++) {
            int digit = in.getByte(i) - '0';
            if (digit < 0 || digit > 9 || Long.compareUnsigned(value, (-1L - digit >>> 1) / 5) > 0) {
                return false;
            }
            value = value * 10 + digit;
        }
        return true;
    }

    private static long number(ByteBuf in, int start, int end, long max) {
        long value = 0;
        for (int i = start; i < end; i++) {
            int digit = in.getByte(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
            if (value > max) {
                return -1;
            }
        }
        return start < end ? value : -1;
    }

    /** The index of the first byte that is no space, or {@code end}. */
    static int skipSpaces(ByteBuf in, int at, int end) {
        while (at < end && in.getByte(at) == ' ') {
            at++;
        }
        return at;
    }

    /** The index behind the word that begins here; -1 if a NUL byte is in it. Looks at eight bytes at a time. */
    static int wordEnd(ByteBuf in, int at, int end) {
        for (; at + 8 <= end; at += 8) {
            long bytes = in.getLong(at);
            long found = zeros(bytes ^ SPACES) | zeros(bytes);
            if (found != 0) {
                at += Long.numberOfLeadingZeros(found) >>> 3;
                return in.getByte(at) == 0 ? -1 : at;
            }
        }
        for (; at < end; at++) {
            byte b = in.getByte(at);
            if (b == ' ') {
                return at;
            }
            if (b == 0) {
                return -1;
            }
        }
        return end;
    }

    /** As above, in an array. */
    static int wordEnd(byte[] in, int at, int end) {
        for (; at + 8 <= end; at += 8) {
            long bytes = ByteArrays.getLong(in, at);
            long found = zeros(bytes ^ SPACES) | zeros(bytes);
            if (found != 0) {
                at += Long.numberOfLeadingZeros(found) >>> 3;
                return in[at] == 0 ? -1 : at;
            }
        }
        for (; at < end; at++) {
            if (in[at] == ' ') {
                return at;
            }
            if (in[at] == 0) {
                return -1;
            }
        }
        return end;
    }

    /** The highest bit of every byte that is zero (exact for all bytes; see Hacker's Delight, 6-1). */
    private static long zeros(long bytes) {
        return ~((bytes & LOW) + LOW | bytes | LOW);
    }
}
