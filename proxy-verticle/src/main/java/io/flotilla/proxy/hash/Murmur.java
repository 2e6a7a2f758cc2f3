package io.flotilla.proxy.hash;

import io.netty.buffer.ByteBuf;

/**
 * MurmurHash2 over little-endian words, seeded with {@code 0xdeadbeef * length}.
 *
 * @see <a href="https://github.com/aappleby/smhasher/blob/master/src/MurmurHash2.cpp">MurmurHash2 by Austin Appleby</a>
 */
final class Murmur implements KeyHasher {
    static final KeyHasher INSTANCE = new Murmur();

    private static final int M = 0x5bd1e995;
    private static final int R = 24;

    private Murmur() {}

    @Override
    public int hash(ByteBuf buf, int offset, int length) {
        int h = start(length);
        int i = offset;
        int end = offset + length;
        for (; i <= end - 4; i += 4) {
            h = mix(h, buf.getIntLE(i));
        }
        if (i < end) {
            int rest = 0;
            for (int shift = 0; i < end; i++, shift += 8) {
                rest |= (buf.getByte(i) & 0xff) << shift;
            }
            h = (h ^ rest) * M;
        }
        return finish(h);
    }

    @Override
    public int hash(byte[] bytes, int offset, int length) {
        int h = start(length);
        int i = offset;
        int end = offset + length;
        for (; i <= end - 4; i += 4) {
            h = mix(h, Bytes.getInt(bytes, i));
        }
        if (i < end) {
            int rest = 0;
            for (int shift = 0; i < end; i++, shift += 8) {
                rest |= (bytes[i] & 0xff) << shift;
            }
            h = (h ^ rest) * M;
        }
        return finish(h);
    }

    private static int start(int length) {
        return (0xdeadbeef * length) ^ length;
    }

    private static int mix(int hash, int word) {
        int k = word * M;
        k ^= k >>> R;
        return (hash * M) ^ (k * M);
    }

    private static int finish(int hash) {
        int h = hash ^ (hash >>> 13);
        h *= M;
        return h ^ (h >>> 15);
    }
}
