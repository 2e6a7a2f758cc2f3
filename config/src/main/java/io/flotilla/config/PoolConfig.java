package io.flotilla.config;

import java.util.List;
import java.util.Optional;

/**
 * One pool: a listener, the servers behind it, and how keys find them.
 *
 * @param name the pool's key in the file
 * @param listen where clients connect
 * @param protocol what it speaks
 * @param hash the key hash
 * @param hashTag the bytes that enclose the hashed part of a key
 * @param distribution how hash values find servers
 * @param timeoutMillis how long a server may take to answer, from the moment the request is queued; 0 for ever
 * @param backlog the listener's accept queue
 * @param clientConnections the most clients at once over all event loops; 0 for no limit
 * @param tcpKeepalive whether client sockets have SO_KEEPALIVE
 * @param reusePort whether the listener has SO_REUSEPORT
 * @param redisAuth the password that servers get, and that clients must give unless {@code access} has users
 * @param access users of the pool, and who the proxy is to servers
 * @param redisDb the database selected on every server connection
 * @param databases how many databases clients may SELECT; 1 allows database 0 only
 * @param preconnect whether servers are connected before the listener opens
 * @param serverConnections connections per server and event loop, at least 1
 * @param ejection when servers are taken out and let back in
 * @param limits bounds on memory
 * @param servers the servers, in nutcracker's order: by the length of the name, then by its bytes
 */
public record PoolConfig(
        String name,
        Listen listen,
        Protocol protocol,
        KeyHash hash,
        Optional<HashTag> hashTag,
        Distribution distribution,
        int timeoutMillis,
        int backlog,
        int clientConnections,
        boolean tcpKeepalive,
        boolean reusePort,
        Optional<String> redisAuth,
        AccessConfig access,
        int redisDb,
        int databases,
        boolean preconnect,
        int serverConnections,
        EjectionConfig ejection,
        LimitsConfig limits,
        List<ServerConfig> servers) {

    public PoolConfig {
        servers = List.copyOf(servers);
    }

    /** The same pool, listening elsewhere. */
    public PoolConfig withListen(Listen elsewhere) {
        return new PoolConfig(
                name,
                elsewhere,
                protocol,
                hash,
                hashTag,
                distribution,
                timeoutMillis,
                backlog,
                clientConnections,
                tcpKeepalive,
                reusePort,
                redisAuth,
                access,
                redisDb,
                databases,
                preconnect,
                serverConnections,
                ejection,
                limits,
                servers);
    }

    /** The index of the server with this name, or -1. */
    public int serverIndex(String serverName) {
        for (int i = 0; i < servers.size(); i++) {
            if (servers.get(i).name().equals(serverName)) {
                return i;
            }
        }
        return -1;
    }

    /** Everything but passwords. */
    @Override
    public String toString() {
        return "PoolConfig[name=" + name + ", listen=" + listen + ", protocol=" + protocol + ", hash=" + hash
                + ", hashTag="
                + hashTag + ", distribution=" + distribution + ", timeoutMillis=" + timeoutMillis + ", backlog="
                + backlog
                + ", clientConnections=" + clientConnections + ", tcpKeepalive=" + tcpKeepalive + ", reusePort="
                + reusePort
                + ", redisAuth=" + (redisAuth.isPresent() ? "***" : "none") + ", access=" + access + ", redisDb="
                + redisDb + ", databases="
                + databases + ", preconnect=" + preconnect + ", serverConnections=" + serverConnections + ", ejection="
                + ejection + ", limits=" + limits + ", servers=" + servers + "]";
    }
}
