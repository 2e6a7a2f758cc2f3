package io.flotilla.proxy.redis;

import io.flotilla.config.PoolConfig;

/** What one client has told us about itself. */
final class RedisClient {
    /** Which replies a client wants. */
    enum Replies {
        ALL,
        /** All but the next. */
        ALL_BUT_NEXT,
        NONE
    }

    private final PoolConfig config;
    private final int id;
    private final long bornNanos = System.nanoTime();
    private boolean authenticated;
    private Replies replies = Replies.ALL;
    private int resp = 2;
    private int database;
    private String name = "";
    private String libraryName = "";
    private String libraryVersion = "";

    /** @param id its number for CLIENT ID */
    RedisClient(PoolConfig config, int id) {
        this.config = config;
        this.id = id;
        this.authenticated = config.redisAuth().isEmpty();
    }

    /** Back to what a new connection is. */
    void reset() {
        authenticated = config.redisAuth().isEmpty();
        resp = 2;
        database = 0;
        name = "";
        replies = Replies.ALL;
    }

    /** Checks a password; a wrong one changes nothing, as in Redis. */
    boolean authenticate(String user, String password) {
        boolean right = user.equals("default")
                && config.redisAuth().filter(p -> sameBytes(p, password)).isPresent();
        authenticated |= right;
        return right;
    }

    private static boolean sameBytes(String expected, String givenLatin1) {
        return java.security.MessageDigest.isEqual(
                expected.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                givenLatin1.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    int id() {
        return id;
    }

    long ageSeconds() {
        return (System.nanoTime() - bornNanos) / 1_000_000_000;
    }

    /** Which replies it wants from the next request on. */
    Replies replies() {
        return replies;
    }

    void replies(Replies wanted) {
        replies = wanted;
    }

    /** It wants no reply to the next request. */
    void skipReply() {
        if (replies == Replies.ALL) {
            replies = Replies.ALL_BUT_NEXT;
        }
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
