package io.flotilla.proxy.hash;

import io.flotilla.config.KeyHash;
import io.netty.buffer.ByteBuf;

/**
 * Hashes a key to 32 bits exactly as twemproxy does on x86-64, quirks included: where the original reads a {@code
 * char}, bytes from 0x80 on are negative.
 *
 * <p>Instances have no state and are shared by all threads. A call allocates nothing and does not move the buffer's
 * indexes. The result is an unsigned 32-bit number in an {@code int}. An empty key hashes to what the algorithm gives
 * for no bytes, which is not always 0; routing by {@link io.flotilla.proxy.ring.Router} does not hash an empty key at
 * all.
 */
public interface KeyHasher {

    /**
     * Hashes the bytes at {@code offset} to {@code offset + length}, absolute indexes of the buffer.
     *
     * @throws IndexOutOfBoundsException if they are not all within the buffer
     */
    int hash(ByteBuf buf, int offset, int length);

    /**
     * Hashes the bytes at {@code offset} to {@code offset + length}.
     *
     * @throws IndexOutOfBoundsException if they are not all within the array
     */
    int hash(byte[] bytes, int offset, int length);

    /** Hashes all the bytes. */
    default int hash(byte[] bytes) {
        return hash(bytes, 0, bytes.length);
    }

    /** The hash with this name. */
    static KeyHasher of(KeyHash name) {
        return switch (name) {
            case ONE_AT_A_TIME -> OneAtATime.INSTANCE;
            case MD5 -> Md5.INSTANCE;
            case CRC16 -> Crc16.INSTANCE;
            case CRC32 -> Crc32.TOP_BITS;
            case CRC32A -> Crc32.WHOLE;
            case FNV1_64 -> Fnv1.OF_64;
            case FNV1A_64 -> Fnv1a.OF_64;
            case FNV1_32 -> Fnv1.OF_32;
            case FNV1A_32 -> Fnv1a.OF_32;
            case HSIEH -> Hsieh.INSTANCE;
            case MURMUR -> Murmur.INSTANCE;
            case JENKINS -> Jenkins.INSTANCE;
        };
    }
}
