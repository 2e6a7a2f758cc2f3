package io.flotilla.proxy.redis;

import io.flotilla.config.PoolConfig;
import io.flotilla.proxy.client.Users;

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
    private final Users users;
    private final long id;
    private final long bornNanos = System.nanoTime();
    private boolean authenticated;
    private String user = Users.DEFAULT;
    private Replies replies = Replies.ALL;
    private int resp = 2;
    private int database;
    private String name = "";
    private String libraryName = "";
    private String libraryVersion = "";
    private RedisCommand command;
    private long activeNanos = bornNanos;
    private int channels;
    private int patterns;
    private int shardChannels;
    private boolean killed;

    /** @param id its number for CLIENT ID */
    RedisClient(PoolConfig config, Users users, long id) {
        this.config = config;
        this.users = users;
        this.id = id;
        this.authenticated = users.isEmpty();
    }

    /** Back to what a new connection is. */
    void reset() {
        authenticated = users.isEmpty();
        user = Users.DEFAULT;
        resp = 2;
        database = 0;
        name = "";
        replies = Replies.ALL;
    }

    /**
     * Lets the client in as this user; a wrong password changes nothing, as in Redis. In a pool without users, which lets
     * everybody in, the user {@code default} has any password.
     *
     * @param name each byte a char
     */
    boolean authenticate(String name, byte[] password) {
        boolean right = users.isEmpty() ? name.equals(Users.DEFAULT) : users.admits(name, password);
        if (right) {
            authenticated = true;
            user = name;
        }
        return right;
    }

    /** Whether the pool has a user of this name. */
    boolean hasUser(String name) {
        return users.contains(name);
    }

    long id() {
        return id;
    }

    long ageSeconds() {
        return (System.nanoTime() - bornNanos) / 1_000_000_000;
    }

    /** It sends this command now; {@code null} for one that is unknown. */
    void sends(RedisCommand latest, long nanos) {
        command = latest;
        activeNanos = nanos;
    }

    /** The command it sent last, as Redis names it. */
    String commandName() {
        return command == null ? "NULL" : command.name();
    }

    long idleSeconds() {
        return Math.max(0, System.nanoTime() - activeNanos) / 1_000_000_000;
    }

    /** What it is subscribed to. */
    void subscribed(int toChannels, int toPatterns, int toShardChannels) {
        channels = toChannels;
        patterns = toPatterns;
        shardChannels = toShardChannels;
    }

    int channels() {
        return channels;
    }

    int patterns() {
        return patterns;
    }

    int shardChannels() {
        return shardChannels;
    }

    boolean isSubscriber() {
        return channels + patterns + shardChannels > 0;
    }

    /** It asked that its own connection be closed. */
    void kill() {
        killed = true;
    }

    boolean isKilled() {
        return killed;
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

    /** The request to which it wanted no reply has come. */
    void skippedReply() {
        if (replies == Replies.ALL_BUT_NEXT) {
            replies = Replies.ALL;
        }
    }

    /** Whether the pool has users, or a password. */
    boolean mustAuthenticate() {
        return !users.isEmpty();
    }

    boolean isAuthenticated() {
        return authenticated;
    }

    /** Who it is. */
    String user() {
        return user;
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
