package io.flotilla.proxy.hash;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;

/** The first four bytes of the MD5 digest, little-endian. The digest and a piece of memory are kept per thread. */
final class Md5 implements KeyHasher {
    static final KeyHasher INSTANCE = new Md5();

    private static final int CHUNK = 1024;

    private static final FastThreadLocal<Scratch> SCRATCH = new FastThreadLocal<>() {
        @Override
        protected Scratch initialValue() {
            return new Scratch();
        }
    };

    private Md5() {}

    @Override
    public int hash(ByteBuf buf, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, buf.capacity());
        if (buf.hasArray()) {
            return hash(buf.array(), buf.arrayOffset() + offset, length);
        }
        Scratch scratch = SCRATCH.get();
        int i = offset;
        int end = offset + length;
        for (int n; i < end; i += n) {
            n = Math.min(CHUNK, end - i);
            buf.getBytes(i, scratch.chunk, 0, n);
            scratch.md5.update(scratch.chunk, 0, n);
        }
        return scratch.finish();
    }

    @Override
    public int hash(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        Scratch scratch = SCRATCH.get();
        scratch.md5.update(bytes, offset, length);
        return scratch.finish();
    }

    private static final class Scratch {
        final MessageDigest md5;
        final byte[] chunk = new byte[CHUNK];

        Scratch() {
            try {
                md5 = MessageDigest.getInstance("MD5");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has MD5", e);
            }
        }

        /** Leaves the digest ready for the next key. */
        int finish() {
            try {
                md5.digest(chunk, 0, 16);
            } catch (DigestException e) {
                throw new IllegalStateException("16 bytes hold an MD5 digest", e);
            }
            return Bytes.getInt(chunk, 0);
        }
    }
}
