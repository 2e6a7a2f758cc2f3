package io.flotilla.config;

/**
 * One server of a pool.
 *
 * @param name its identity: what ketama hashes, what statistics and commands call it, and what must differ within a pool.
 *     The explicit name if the file gives one, else the host if the port is 11211, else {@code host:port}; a unix socket
 *     without a name is {@code path:}, with the colon
 * @param endpoint where it listens
 * @param weight its share, 1 or more
 */
public record ServerConfig(String name, Endpoint endpoint, int weight) {}
