package io.flotilla.config;

/** Where something listens: a TCP host and port, or the path of a unix socket. */
public sealed interface Endpoint {

    /** A TCP address; {@code host} is a name or a literal address (IPv6 without brackets). */
    record Tcp(String host, int port) implements Endpoint {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /** A unix stream socket. */
    record Unix(String path) implements Endpoint {
        @Override
        public String toString() {
            return path;
        }
    }
}
