package io.flotilla.proxy.hash;

import io.netty.buffer.ByteBuf;

/**
 * FNV-1: the hash is multiplied, then each byte is mixed in. The constants and the sign of bytes are as in {@link
 * Fnv1a}.
 *
 * @see <a href="http://www.isthe.com/chongo/tech/comp/fnv/">FNV by Fowler, Noll and Vo</a>
 */
final class Fnv1 implements KeyHasher {
    static final KeyHasher OF_64 = new Fnv1(0x84222325, 435);
    static final KeyHasher OF_32 = new Fnv1(0x811c9dc5, 16777619);

    private final int basis;
    private final int prime;

    private Fnv1(int basis, int prime) {
        this.basis = basis;
        this.prime = prime;
    }

    @Override
    public int hash(ByteBuf buf, int offset, int length) {
        int p = prime;
        int h = basis;
        int i = offset;
        int end = offset + length;
        for (; i <= end - 8; i += 8) {
            h = eight(h, p, buf.getLongLE(i));
        }
        for (; i < end; i++) {
            h = (h * p) ^ buf.getByte(i);
        }
        return h;
    }

    @Override
    public int hash(byte[] bytes, int offset, int length) {
        int p = prime;
        int h = basis;
        for (int i = offset; i < offset + length; i++) {
            h = (h * p) ^ bytes[i];
        }
        return h;
    }

    private static int eight(int hash, int p, long word) {
        int h = hash;
        h = (h * p) ^ (byte) word;
        h = (h * p) ^ (byte) (word >> 8);
        h = (h * p) ^ (byte) (word >> 16);
        h = (h * p) ^ (byte) (word >> 24);
        h = (h * p) ^ (byte) (word >> 32);
        h = (h * p) ^ (byte) (word >> 40);
        h = (h * p) ^ (byte) (word >> 48);
        h = (h * p) ^ (byte) (word >> 56);
        return h;
    }
}
