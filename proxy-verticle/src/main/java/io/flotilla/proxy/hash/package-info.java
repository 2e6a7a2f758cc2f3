/**
 * Key hashes, bit for bit those of twemproxy, so that a fleet finds the keys that twemproxy stored.
 *
 * <p>{@link io.flotilla.proxy.hash.KeyTag} finds the part of a key that counts, {@link
 * io.flotilla.proxy.hash.KeyHasher} hashes it. Both read a key where it lies, in a Netty buffer or a byte array, and
 * allocate nothing.
 */
package io.flotilla.proxy.hash;
