package io.flotilla.config;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The keys of a pool. */
final class PoolKeys {
    static final Key<Listen> LISTEN = Key.of(
                    "listen",
                    "address",
                    (Listen) null,
                    "required",
                    "HOST:PORT, or /PATH of a unix socket and optionally its octal permission, port 1 to 65535",
                    Addresses::listen,
                    "Where clients connect. A host name is resolved when the file is read. IPv6 without or with brackets.")
            .nutcracker("takes a permission that is no number for none, and IPv6 only without brackets");

    static final Key<KeyHash> HASH =
            Key.word("hash", KeyHash.class, KeyHash.FNV1A_64, "fnv1a_64", "The hash of a key.");

    static final Key<Optional<HashTag>> HASH_TAG = Key.of(
            "hash_tag",
            "text",
            Optional.empty(),
            "none",
            "exactly two bytes in quotes, such as \"{}\"",
            PoolKeys::hashTag,
            "The two characters around the part of a key that is hashed. Without such a part, or with an empty one,"
                    + " the whole key is.");

    static final Key<Distribution> DISTRIBUTION = Key.word(
            "distribution",
            Distribution.class,
            Distribution.KETAMA,
            "ketama",
            "How hash values are spread over servers.");

    static final Key<Integer> TIMEOUT = Key.of(
                    "timeout",
                    "milliseconds",
                    0,
                    "none",
                    "a whole number from 0 to 2147483647, or -1; 0 and -1 mean none",
                    text -> text.equals("-1") ? 0 : Values.number(text, 0, Integer.MAX_VALUE),
                    "How long a server may take to answer, connecting included, counted from the moment the request is queued.")
            .nutcracker("refuses -1");

    static final Key<Integer> BACKLOG =
            Key.number("backlog", 0, Integer.MAX_VALUE, 512, "The listener's queue of connections not yet accepted.");

    static final Key<Integer> CLIENT_CONNECTIONS = Key.number(
                    "client_connections",
                    0,
                    Integer.MAX_VALUE,
                    0,
                    "The most clients at once; more get an error and are closed. 0 means no limit.")
            .nutcracker("reads it and ignores it");

    static final Key<Boolean> REDIS = Key.flag("redis", "Whether the pool speaks Redis's protocol; else memcached's.");

    static final Key<Boolean> TCPKEEPALIVE = Key.flag("tcpkeepalive", "SO_KEEPALIVE on the connections of clients.");

    static final Key<Boolean> REUSEPORT =
            Key.flag("reuseport", "SO_REUSEPORT on the listener.").nutcracker("knows it only after release 0.5.0");

    static final Key<Optional<String>> REDIS_AUTH = Key.of(
                    "redis_auth",
                    "text",
                    Optional.<String>empty(),
                    "none",
                    "a password that is not empty, in a pool with redis: true",
                    PoolKeys::password,
                    "The password that servers get and that clients must give.")
            .keptSecret();

    static final Key<Integer> REDIS_DB = Key.number(
                    "redis_db", 0, Integer.MAX_VALUE, 0, "The database selected on every connection to a server.")
            .nutcracker("selects before it authenticates, so that with redis_auth it stays in database 0");

    static final Key<Boolean> PRECONNECT =
            Key.flag("preconnect", "Whether servers are connected before the listener opens.");

    static final Key<Boolean> AUTO_EJECT_HOSTS =
            Key.flag("auto_eject_hosts", "Whether servers that fail are taken out of the pool.");

    static final Key<Integer> SERVER_CONNECTIONS = Key.number(
                    "server_connections", 1, Integer.MAX_VALUE, 1, "Connections to each server, per event loop.")
            .nutcracker("has one event loop");

    static final Key<Integer> SERVER_RETRY_TIMEOUT = Key.of(
                    "server_retry_timeout",
                    "milliseconds",
                    30_000,
                    "30000",
                    "a whole number from 0 to 2147483647",
                    text -> Values.number(text, 0, Integer.MAX_VALUE),
                    "How long an ejected server stays out at least. It returns when probes reach it.")
            .nutcracker("tries it with live requests");

    static final Key<Integer> SERVER_FAILURE_LIMIT = Key.number(
            "server_failure_limit",
            0,
            Integer.MAX_VALUE,
            2,
            "Failures in a row after which a server is suspected. 0 is taken for 1.");

    static final Key<ServerConfig> SERVERS = Key.of(
                    "servers",
                    "list",
                    (ServerConfig) null,
                    "required",
                    "HOST:PORT:WEIGHT [NAME] or /PATH:WEIGHT [NAME], port 1 to 65535, weight 1 to 2147483647",
                    Addresses::server,
                    "The servers, one per item. A server without NAME is called HOST if its port is 11211, HOST:PORT if not,"
                            + " and `/PATH:` if it is a unix socket. Names differ within a pool. Order does not matter:"
                            + " servers are sorted by the length of the name, then by its bytes.")
            .nutcracker("takes IPv6 only without brackets");

    static final Key<EjectQuorum> EJECT_QUORUM = Key.of(
            "eject_quorum",
            "word or number",
            new EjectQuorum.Majority(),
            "majority",
            "majority, any, all, or a number of proxies from 1 to 1000",
            PoolKeys::quorum,
            "How many of the live proxies must fail to reach a server before the fleet ejects it."
                    + " A number above the live proxies means all of them.");

    static final Key<Integer> MAX_EJECTED = Key.of(
            "max_ejected",
            "share",
            50,
            "50%",
            "0% to 100%",
            Values::percent,
            "The share of the pool's servers that may be out at once. The last server is never ejected.");

    static final Key<Integer> PROBE_INTERVAL =
            Key.duration("probe_interval", "10ms", "1h", "1s", "The time between two probes of a server.");

    static final Key<Integer> PROBE_TIMEOUT =
            Key.duration("probe_timeout", "1ms", "1m", "500ms", "How long a server may take to answer a probe.");

    static final Key<ReturnPolicy> ON_RETURN = Key.word(
            "on_return",
            ReturnPolicy.class,
            (ReturnPolicy) null,
            "invalidate; keep in a pool with redis: true",
            "What happens to a server's old data before it comes back: keys written elsewhere meanwhile are deleted on it,"
                    + " or it is flushed, or old values may be read again.");

    static final Key<Integer> DATABASES = Key.number(
            "databases", 1, 1024, 1, "How many databases clients may SELECT; only in a pool with redis: true.");

    private static final String CREDENTIALS = "NAME:PASSWORD, the name 1 to 64 printable characters of ASCII without"
            + " space and colon, the password 1 to 512 printable characters without space";

    static final Key<Credentials> USERS = Key.of(
                    "users",
                    "list",
                    (Credentials) null,
                    "none",
                    CREDENTIALS,
                    Credentials::parse,
                    "Who may use the pool, one user per item. A client that has not authenticated gets an error. Without"
                            + " users anybody may, or who knows redis_auth. With users, redis_auth opens nothing by"
                            + " itself: it is what servers get.")
            .keptSecret();

    static final Key<String> USERS_FILE = Key.of(
            "users_file",
            "path",
            (String) null,
            "none",
            "the path of a readable file with one NAME:PASSWORD per line, as memcached -Y reads it",
            Values::path,
            "A file with users, besides those in users, so that passwords stay out of this one. Relative to this file's"
                    + " folder.");

    static final Key<Credentials> SERVER_AUTH = Key.of(
                    "server_auth",
                    "text",
                    (Credentials) null,
                    "none",
                    CREDENTIALS,
                    Credentials::parse,
                    "Who the proxy is to the servers: memcached started with -Y, or a user of Redis's ACL. Not together"
                            + " with redis_auth, which is the same for Redis's user default.")
            .keptSecret();

    static final Key<String> SERVER_AUTH_FILE = Key.of(
            "server_auth_file",
            "path",
            (String) null,
            "none",
            "the path of a readable file with one line, NAME:PASSWORD, not together with server_auth",
            Values::path,
            "A file that holds server_auth. Relative to this file's folder.");

    static final Key<Integer> STREAM_THRESHOLD = Key.size(
            "stream_threshold",
            "1KB",
            "1GB",
            LimitsConfig.DEFAULT.streamThreshold(),
            "64KB",
            "Values larger than this are streamed through a connection of their own instead of being collected.");

    static final Key<Integer> REQUEST_LIMIT = Key.size(
            "request_limit",
            "1KB",
            "1GB",
            LimitsConfig.DEFAULT.requestBytes(),
            "64MB",
            "The largest request that has to be collected before it can be routed. Not below stream_threshold.");

    static final Key<Integer> CLIENT_OUTPUT_LIMIT = Key.size(
            "client_output_limit",
            "64KB",
            "1GB",
            LimitsConfig.DEFAULT.clientOutputBytes(),
            "128MB",
            "How much may wait for one client to read it before that client is cut.");

    static final Key<Integer> OWN_CONNECTIONS = Key.number(
            "own_connections",
            1,
            10_000,
            LimitsConfig.DEFAULT.ownConnections(),
            "Connections per event loop and server for requests that need one of their own: transactions, commands that"
                    + " wait, large values. A request that finds none for 10 s gets an error.");

    static final Key<Integer> SUBSCRIBER_CONNECTIONS = Key.number(
            "subscriber_connections",
            1,
            100_000,
            LimitsConfig.DEFAULT.subscriberConnections(),
            "Connections per event loop and server for clients that subscribe or monitor, one for each such client.");

    /** Nutcracker's keys, the only ones in a file of its form. */
    static final List<Key<?>> NUTCRACKER = List.of(
            LISTEN,
            SERVERS,
            HASH,
            HASH_TAG,
            DISTRIBUTION,
            TIMEOUT,
            BACKLOG,
            CLIENT_CONNECTIONS,
            TCPKEEPALIVE,
            REUSEPORT,
            REDIS,
            REDIS_AUTH,
            REDIS_DB,
            PRECONNECT,
            SERVER_CONNECTIONS,
            AUTO_EJECT_HOSTS,
            SERVER_FAILURE_LIMIT,
            SERVER_RETRY_TIMEOUT);

    /** The keys that the long form adds. */
    static final List<Key<?>> ADDED = List.of(
            EJECT_QUORUM,
            MAX_EJECTED,
            PROBE_INTERVAL,
            PROBE_TIMEOUT,
            ON_RETURN,
            DATABASES,
            USERS,
            USERS_FILE,
            SERVER_AUTH,
            SERVER_AUTH_FILE,
            STREAM_THRESHOLD,
            REQUEST_LIMIT,
            CLIENT_OUTPUT_LIMIT,
            OWN_CONNECTIONS,
            SUBSCRIBER_CONNECTIONS);

    private PoolKeys() {}

    private static Optional<HashTag> hashTag(String text) throws BadValue {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length != 2) {
            throw new BadValue();
        }
        return Optional.of(new HashTag(bytes[0], bytes[1]));
    }

    private static Optional<String> password(String text) throws BadValue {
        if (text.isEmpty()) {
            throw new BadValue();
        }
        return Optional.of(text);
    }

    private static EjectQuorum quorum(String text) throws BadValue {
        return switch (text) {
            case "majority" -> new EjectQuorum.Majority();
            case "any" -> new EjectQuorum.Any();
            case "all" -> new EjectQuorum.All();
            default -> new EjectQuorum.Count(Values.number(text, 1, 1000));
        };
    }
}
