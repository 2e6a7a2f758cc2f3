package io.flotilla.proxy.redis;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The words of one request, as ranges of the buffer it came in. Offsets count from the request's first byte, so that they
 * stay right when the bytes move to another buffer while the rest is awaited.
 */
final class Words {
    /** Enough for most commands, and little where a client is idle. */
    private static final int USUAL = 4;
    /** Words above which their memory is not kept for another request. */
    private static final int MANY = 256;

    private int[] starts = new int[USUAL];
    private int[] lengths = new int[USUAL];
    private int count;
    private ByteBuf bytes;
    private int base;

    void clear() {
        count = 0;
        if (starts.length > MANY) {
            starts = new int[USUAL];
            lengths = new int[USUAL];
        }
    }

    void add(int start, int length) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
            lengths = Arrays.copyOf(lengths, count * 2);
        }
        starts[count] = start;
        lengths[count] = length;
        count++;
    }

    /** Says where the request's first byte is now. */
    void at(ByteBuf buffer, int firstByte) {
        bytes = buffer;
        base = firstByte;
    }

    /** The length of the request whose words these are. */
    int wireLength() {
        return count == 0 ? 0 : starts[count - 1] + lengths[count - 1] + 2;
    }

    int count() {
        return count;
    }

    ByteBuf bytes() {
        return bytes;
    }

    /** The words from this one on, as a request of their own. */
    Words from(int word) {
        Words rest = new Words();
        for (int i = word; i < count; i++) {
            rest.add(starts[i], lengths[i]);
        }
        rest.at(bytes, base);
        return rest;
    }

    /** Index in {@link #bytes} of a word's first byte. */
    int start(int word) {
        return base + starts[word];
    }

    int length(int word) {
        return lengths[word];
    }

    /** Index in {@link #bytes} of the length line of a word: where its wire form begins. */
    int wireStart(int word) {
        return start(word - 1) + lengths[word - 1] + 2;
    }

    /** Index behind the wire form of a word. */
    int wireEnd(int word) {
        return start(word) + lengths[word] + 2;
    }

    /** Whether a word is this one, whatever its case. {@code upper} is in upper case. */
    boolean is(int word, String upper) {
        if (word >= count || lengths[word] != upper.length()) {
            return false;
        }
        for (int i = 0; i < upper.length(); i++) {
            int b = bytes.getByte(start(word) + i);
            if (b >= 'a' && b <= 'z') {
                b -= 32;
            }
            if (b != upper.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether one of the words behind the name is this one, whatever its case. */
    boolean contains(String upper) {
        for (int i = 1; i < count; i++) {
            if (is(i, upper)) {
                return true;
            }
        }
        return false;
    }

    /** A word as a number, or -1 if it is none or too large for an int. */
    long number(int word) {
        if (lengths[word] == 0 || lengths[word] > 9) {
            return -1;
        }
        long n = 0;
        for (int i = 0; i < lengths[word]; i++) {
            int digit = bytes.getByte(start(word) + i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            n = n * 10 + digit;
        }
        return n;
    }

    /** A word as text, each byte a char. */
    String text(int word) {
        return bytes.toString(start(word), lengths[word], StandardCharsets.ISO_8859_1);
    }

    /** A word's bytes. */
    byte[] copy(int word) {
        byte[] copy = new byte[lengths[word]];
        bytes.getBytes(start(word), copy);
        return copy;
    }
}
