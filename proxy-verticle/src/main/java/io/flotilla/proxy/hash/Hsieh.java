package io.flotilla.proxy.hash;

import io.netty.buffer.ByteBuf;

/**
 * Paul Hsieh's SuperFastHash, started from 0 rather than from the length. Of the one to three bytes left over at the
 * end, the third is sign-extended and a single one is not.
 *
 * @see <a href="http://www.azillionmonkeys.com/qed/hash.html">Hash functions by Paul Hsieh</a>
 */
final class Hsieh implements KeyHasher {
    static final KeyHasher INSTANCE = new Hsieh();

    private Hsieh() {}

    @Override
    public int hash(ByteBuf buf, int offset, int length) {
        int h = 0;
        int i = offset;
        int end = offset + length;
        for (; i <= end - 4; i += 4) {
            h = mix(h, buf.getIntLE(i));
        }
        return switch (length & 3) {
            case 3 -> three(h, buf.getUnsignedShortLE(i), buf.getByte(i + 2));
            case 2 -> two(h, buf.getUnsignedShortLE(i));
            case 1 -> one(h, buf.getUnsignedByte(i));
            default -> finish(h);
        };
    }

    @Override
    public int hash(byte[] bytes, int offset, int length) {
        int h = 0;
        int i = offset;
        int end = offset + length;
        for (; i <= end - 4; i += 4) {
            h = mix(h, Bytes.getInt(bytes, i));
        }
        return switch (length & 3) {
            case 3 -> three(h, Bytes.getUnsignedShort(bytes, i), bytes[i + 2]);
            case 2 -> two(h, Bytes.getUnsignedShort(bytes, i));
            case 1 -> one(h, bytes[i] & 0xff);
            default -> finish(h);
        };
    }

    private static int mix(int hash, int word) {
        int h = hash + (word & 0xffff);
        int tmp = ((word >>> 16) << 11) ^ h;
        h = (h << 16) ^ tmp;
        return h + (h >>> 11);
    }

    private static int three(int hash, int pair, byte last) {
        int h = hash + pair;
        h ^= h << 16;
        h ^= last << 18;
        return finish(h + (h >>> 11));
    }

    private static int two(int hash, int pair) {
        int h = hash + pair;
        h ^= h << 11;
        return finish(h + (h >>> 17));
    }

    private static int one(int hash, int last) {
        int h = hash + last;
        h ^= h << 10;
        return finish(h + (h >>> 1));
    }

    private static int finish(int hash) {
        int h = hash;
        h ^= h << 3;
        h += h >>> 5;
        h ^= h << 4;
        h += h >>> 17;
        h ^= h << 25;
        h += h >>> 6;
        return h;
    }
}
