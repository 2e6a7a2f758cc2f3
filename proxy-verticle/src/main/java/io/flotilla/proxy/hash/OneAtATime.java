package io.flotilla.proxy.hash;

import io.netty.buffer.ByteBuf;

/**
 * Bob Jenkins' one-at-a-time hash with sign-extended bytes.
 *
 * @see <a href="https://burtleburtle.net/bob/hash/doobs.html">Hash Functions for Hash Table Lookup</a>
 */
final class OneAtATime implements KeyHasher {
    static final KeyHasher INSTANCE = new OneAtATime();

    private OneAtATime() {}

    @Override
    public int hash(ByteBuf buf, int offset, int length) {
        int h = 0;
        int i = offset;
        int end = offset + length;
        for (; i <= end - 8; i += 8) {
            long word = buf.getLongLE(i);
            for (int shift = 0; shift < 64; shift += 8) {
                h = step(h, (byte) (word >> shift));
            }
        }
        for (; i < end; i++) {
            h = step(h, buf.getByte(i));
        }
        return finish(h);
    }

    @Override
    public int hash(byte[] bytes, int offset, int length) {
        int h = 0;
        for (int i = offset; i < offset + length; i++) {
            h = step(h, bytes[i]);
        }
        return finish(h);
    }

    private static int step(int hash, byte b) {
        int h = hash + b;
        h += h << 10;
        return h ^ (h >>> 6);
    }

    private static int finish(int hash) {
        int h = hash + (hash << 3);
        h ^= h >>> 11;
        return h + (h << 15);
    }
}
