package io.flotilla.proxy.hash;

import io.netty.buffer.ByteBuf;

/**
 * Bob Jenkins' lookup3, {@code hashlittle}, with initial value 13.
 *
 * @see <a href="https://burtleburtle.net/bob/c/lookup3.c">lookup3.c</a>
 */
final class Jenkins implements KeyHasher {
    static final KeyHasher INSTANCE = new Jenkins();

    private static final int START = 0xdeadbeef + 13;

    private Jenkins() {}

    @Override
    public int hash(ByteBuf buf, int offset, int length) {
        int a = START + length;
        int b = a;
        int c = a;
        int i = offset;
        int left = length;
        for (; left > 12; left -= 12, i += 12) {
            a += buf.getIntLE(i);
            b += buf.getIntLE(i + 4);
            c += buf.getIntLE(i + 8);
            a = (a - c) ^ Integer.rotateLeft(c, 4);
            c += b;
            b = (b - a) ^ Integer.rotateLeft(a, 6);
            a += c;
            c = (c - b) ^ Integer.rotateLeft(b, 8);
            b += a;
            a = (a - c) ^ Integer.rotateLeft(c, 16);
            c += b;
            b = (b - a) ^ Integer.rotateLeft(a, 19);
            a += c;
            c = (c - b) ^ Integer.rotateLeft(b, 4);
            b += a;
        }
        return left == 0
                ? c
                : finish(a + word(buf, i, left), b + word(buf, i + 4, left - 4), c + word(buf, i + 8, left - 8));
    }

    @Override
    public int hash(byte[] bytes, int offset, int length) {
        int a = START + length;
        int b = a;
        int c = a;
        int i = offset;
        int left = length;
        for (; left > 12; left -= 12, i += 12) {
            a += Bytes.getInt(bytes, i);
            b += Bytes.getInt(bytes, i + 4);
            c += Bytes.getInt(bytes, i + 8);
            a = (a - c) ^ Integer.rotateLeft(c, 4);
            c += b;
            b = (b - a) ^ Integer.rotateLeft(a, 6);
            a += c;
            c = (c - b) ^ Integer.rotateLeft(b, 8);
            b += a;
            a = (a - c) ^ Integer.rotateLeft(c, 16);
            c += b;
            b = (b - a) ^ Integer.rotateLeft(a, 19);
            a += c;
            c = (c - b) ^ Integer.rotateLeft(b, 4);
            b += a;
        }
        return left == 0
                ? c
                : finish(a + word(bytes, i, left), b + word(bytes, i + 4, left - 4), c + word(bytes, i + 8, left - 8));
    }

    /** Up to four bytes, little-endian; 0 if none are left. */
    private static int word(ByteBuf buf, int index, int left) {
        if (left >= 4) {
            return buf.getIntLE(index);
        }
        int word = 0;
        for (int k = left - 1; k >= 0; k--) {
            word = (word << 8) | buf.getUnsignedByte(index + k);
        }
        return word;
    }

    /** Up to four bytes, little-endian; 0 if none are left. */
    private static int word(byte[] bytes, int index, int left) {
        if (left >= 4) {
            return Bytes.getInt(bytes, index);
        }
        int word = 0;
        for (int k = left - 1; k >= 0; k--) {
            word = (word << 8) | (bytes[index + k] & 0xff);
        }
        return word;
    }

    private static int finish(int first, int second, int third) {
        int a = first;
        int b = second;
        int c = (third ^ b) - Integer.rotateLeft(b, 14);
        a = (a ^ c) - Integer.rotateLeft(c, 11);
        b = (b ^ a) - Integer.rotateLeft(a, 25);
        c = (c ^ b) - Integer.rotateLeft(b, 16);
        a = (a ^ c) - Integer.rotateLeft(c, 4);
        b = (b ^ a) - Integer.rotateLeft(a, 14);
        return (c ^ b) - Integer.rotateLeft(b, 24);
    }
}
