package io.flotilla.proxy.ring;

import io.flotilla.config.HashTag;
import io.flotilla.config.PoolConfig;
import io.flotilla.proxy.hash.KeyHasher;
import io.flotilla.proxy.hash.KeyTag;
import io.flotilla.topology.Topology;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Leads the keys of one pool to servers: key, hash tag, hash value, ring. Immutable and shared by all event loops; the
 * ring, which changes with the topology, is given with each call. Nothing but {@link #where} allocates.
 */
public final class Router {
    private final PoolConfig pool;
    private final KeyHasher hasher;
    private final HashTag tag;

    private Router(PoolConfig pool) {
        this.pool = pool;
        this.hasher = KeyHasher.of(pool.hash());
        this.tag = pool.hashTag().orElse(null);
    }

    /** The router of this pool. */
    public static Router of(PoolConfig pool) {
        return new Router(pool);
    }

    /**
     * The server of the key at {@code offset} to {@code offset + length}, or {@link Ring#NONE}. The key is hashed only
     * if the ring asks for it.
     */
    public int server(Ring ring, ByteBuf buf, int offset, int length) {
        return ring.server(ring.usesHash() ? hash(buf, offset, length) : 0);
    }

    /**
     * The server of the key at {@code offset} to {@code offset + length}, or {@link Ring#NONE}. The key is hashed only
     * if the ring asks for it.
     */
    public int server(Ring ring, byte[] bytes, int offset, int length) {
        return ring.server(ring.usesHash() ? hash(bytes, offset, length) : 0);
    }

    /** The hash value of a key with regard to the hash tag; 0 for an empty key. Good for any ring of this pool. */
    public int hash(ByteBuf buf, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (tag == null) {
            return hasher.hash(buf, offset, length);
        }
        long part = KeyTag.find(tag, buf, offset, length);
        return hasher.hash(buf, KeyTag.offset(part), KeyTag.length(part));
    }

    /** The hash value of a key with regard to the hash tag; 0 for an empty key. Good for any ring of this pool. */
    public int hash(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (tag == null) {
            return hasher.hash(bytes, offset, length);
        }
        long part = KeyTag.find(tag, bytes, offset, length);
        return hasher.hash(bytes, KeyTag.offset(part), KeyTag.length(part));
    }

    /** Which server has this key under this topology, and why. For people; builds two rings. */
    public Placement where(String key, Topology topology) {
        return new Where(pool, this, key, topology).placement();
    }

    /** The part of the key that is hashed. */
    String hashedPart(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        if (tag == null) {
            return key;
        }
        long part = KeyTag.find(tag, bytes, 0, bytes.length);
        return new String(bytes, KeyTag.offset(part), KeyTag.length(part), StandardCharsets.UTF_8);
    }
}
