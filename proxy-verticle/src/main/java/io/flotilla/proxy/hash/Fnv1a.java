package io.flotilla.proxy.hash;

import io.netty.buffer.ByteBuf;

/**
 * FNV-1a: each byte is mixed in, then the hash is multiplied.
 *
 * <p>The 32-bit form is the published one. twemproxy's 64-bit form keeps only the low half of its offset basis and of
 * its product, and the low half of its prime is 435, so 32-bit arithmetic gives the same result. Both sign-extend
 * bytes.
 *
 * @see <a href="http://www.isthe.com/chongo/tech/comp/fnv/">FNV by Fowler, Noll and Vo</a>
 */
final class Fnv1a implements KeyHasher {
    static final KeyHasher OF_64 = new Fnv1a(0x84222325, 435);
    static final KeyHasher OF_32 = new Fnv1a(0x811c9dc5, 16777619);

    private final int basis;
    private final int prime;

    private Fnv1a(int basis, int prime) {
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
            h = (h ^ buf.getByte(i)) * p;
        }
        return h;
    }

    @Override
    public int hash(byte[] bytes, int offset, int length) {
        int p = prime;
        int h = basis;
        for (int i = offset; i < offset + length; i++) {
            h = (h ^ bytes[i]) * p;
        }
        return h;
    }

    private static int eight(int hash, int p, long word) {
        int h = hash;
        h = (h ^ (byte) word) * p;
        h = (h ^ (byte) (word >> 8)) * p;
        h = (h ^ (byte) (word >> 16)) * p;
        h = (h ^ (byte) (word >> 24)) * p;
        h = (h ^ (byte) (word >> 32)) * p;
        h = (h ^ (byte) (word >> 40)) * p;
        h = (h ^ (byte) (word >> 48)) * p;
        h = (h ^ (byte) (word >> 56)) * p;
        return h;
    }
}
