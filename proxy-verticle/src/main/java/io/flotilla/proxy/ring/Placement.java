package io.flotilla.proxy.ring;

import io.flotilla.config.Distribution;
import io.flotilla.config.KeyHash;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a key is, and why.
 *
 * @param pool the pool that was asked
 * @param key the key
 * @param hashed the part of it that is hashed: what is within the hash tag, or all of it
 * @param keyHash the pool's key hash
 * @param distribution the pool's distribution
 * @param hash the hash value, 0 to 2^32 - 1; absent if the pool does not hash this key: with one server, or at random
 * @param home the name of the server that has the key when all are in; absent for the random distribution
 * @param server the name of the server that has it now: its home, or a substitute while the home is out; absent if no
 *     server is in, and for the random distribution
 * @param point the value of the continuum's point that decides, 0 to 2^32 - 1; absent unless ketama decided
 * @param epoch the epoch of the topology that was asked
 * @param reason one sentence that says all of this
 */
public record Placement(
        String pool,
        String key,
        String hashed,
        KeyHash keyHash,
        Distribution distribution,
        OptionalLong hash,
        Optional<String> home,
        Optional<String> server,
        OptionalLong point,
        long epoch,
        String reason) {

    /** Whether the key is where it is when all servers are in. */
    public boolean isAtHome() {
        return server.isPresent() && server.equals(home);
    }
}
