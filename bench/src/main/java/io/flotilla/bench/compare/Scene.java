package io.flotilla.bench.compare;

import io.flotilla.bench.load.Protocol;

/**
 * What loads can share one start of servers and proxies.
 *
 * @param servers how many servers the pool has
 * @param loops event loops of the proxies that can have several
 * @param fleet whether the proxies are Flotilla alone and as a member of a fleet of three
 */
record Scene(Protocol protocol, int servers, int loops, boolean fleet) {

    Scene(Protocol protocol, int servers, int loops) {
        this(protocol, servers, loops, false);
    }
}
