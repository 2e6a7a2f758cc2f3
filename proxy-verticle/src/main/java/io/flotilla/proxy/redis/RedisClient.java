package io.flotilla.proxy.redis;

import io.flotilla.config.PoolConfig;

/** What one client has told us about itself. */
final class RedisClient {
    private final PoolConfig config;
    private boolean authenticated;
    private int resp = 2;
    private int database;
    private String name = "";
    private String libraryName = "";
    private String libraryVersion = "";

    RedisClient(PoolConfig config) {
        this.config = config;
        this.authenticated = config.redisAuth().isEmpty();
    }

    /** Back to what a new connection is. */
    void reset() {
        authenticated = config.redisAuth().isEmpty();
        resp = 2;
        database = 0;
        name = "";
    }

    /** Checks a password; a wrong one takes away what an earlier right one gave. */
    boolean authenticate(String user, String password) {
        authenticated = user.equals("default")
                && config.redisAuth().filter(p -> sameBytes(p, password)).isPresent();
        return authenticated;
    }

    private static boolean sameBytes(String expected, String givenLatin1) {
        return java.security.MessageDigest.isEqual(
                expected.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                givenLatin1.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    boolean hasPassword() {
        return config.redisAuth().isPresent();
    }

    boolean isAuthenticated() {
        return authenticated;
    }

    /** Who it is: pools know one user. */
    String user() {
        return "default";
    }

    /** The kind of server connection its requests need. */
    int kind() {
        return RedisCodec.kind(resp, database);
    }

    /** Its RESP version, 2 or 3. */
    int resp() {
        return resp;
    }

    void resp(int version) {
        resp = version;
    }

    int database() {
        return database;
    }

    /** Selects a database if the pool offers it. */
    boolean select(int index) {
        if (index < 0 || index >= config.databases()) {
            return false;
        }
        database = index;
        return true;
    }

    String name() {
        return name;
    }

    void name(String newName) {
        name = newName;
    }

    String libraryName() {
        return libraryName;
    }

    void libraryName(String newName) {
        libraryName = newName;
    }

    String libraryVersion() {
        return libraryVersion;
    }

    void libraryVersion(String version) {
        libraryVersion = version;
    }
}
