package io.flotilla.config;

import java.util.List;
import java.util.Optional;

/**
 * Who may use a pool, and who the proxy is to the pool's servers.
 *
 * @param users the clients' users; empty if anybody may use the pool, or anybody who knows {@code redis_auth}
 * @param server what servers are told first on every connection; empty for nothing, or for {@code redis_auth} alone
 */
public record AccessConfig(List<Credentials> users, Optional<Credentials> server) {
    /** Anybody, and nothing to be told. */
    public static final AccessConfig OPEN = new AccessConfig(List.of(), Optional.empty());

    public AccessConfig {
        users = List.copyOf(users);
    }
}
