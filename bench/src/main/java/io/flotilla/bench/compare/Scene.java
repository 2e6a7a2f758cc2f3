package io.flotilla.bench.compare;

import io.flotilla.bench.load.Protocol;

/**
 * What loads can share one start of servers and proxies.
 *
 * @param servers how many servers the pool has
 * @param loops event loops of the proxies that can have several
 * @param cast which proxies take part
 */
record Scene(Protocol protocol, int servers, int loops, Cast cast) {

    /** A choice of proxies. */
    enum Cast {
        /** What is found on the machine. */
        ALL("nutcracker"),
        /** The same and nutcracker with the small buffers it is run with where there are very many clients. */
        MANY_CLIENTS("nutcracker"),
        /** Flotilla with one event loop and with two. */
        LOOPS("flotilla-epoll"),
        /** Flotilla alone and as a member of a fleet of three. */
        FLEET("flotilla-alone");

        private final String reference;

        Cast(String reference) {
            this.reference = reference;
        }

        /** The proxy with which the others are compared. */
        String reference() {
            return reference;
        }
    }

    Scene(Protocol protocol, int servers, int loops) {
        this(protocol, servers, loops, Cast.ALL);
    }

    Scene with(Cast other) {
        return new Scene(protocol, servers, loops, other);
    }
}
