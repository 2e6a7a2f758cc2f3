package io.flotilla.proxy.redis;

import java.nio.charset.StandardCharsets;

/** Error replies made here, in the words of Redis where it has some: clients match on them. */
final class RedisErrors {
    static final byte[] NOAUTH = error("NOAUTH Authentication required.");
    static final byte[] WRONGPASS = error("WRONGPASS invalid username-password pair or user is disabled.");
    static final byte[] NO_PASSWORD =
            error("ERR AUTH <password> called without any password configured for the default user."
                    + " Are you sure your configuration is correct?");
    static final byte[] NOAUTH_HELLO = error(
            "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user>"
                    + " <pass> option can be used to authenticate the client and select the RESP protocol version at"
                    + " the same time");
    static final byte[] NOPROTO = error("NOPROTO unsupported protocol version");
    static final byte[] NOT_A_VERSION = error("ERR Protocol version is not an integer or out of range");
    static final byte[] CROSSSLOT = error("CROSSSLOT Keys in request don't hash to the same server");
    static final byte[] SYNTAX = error("ERR syntax error");
    static final byte[] NOT_AN_INTEGER = error("ERR value is not an integer or out of range");
    static final byte[] BAD_TIMEOUT = error("ERR timeout is not an integer or out of range");
    static final byte[] NEGATIVE_TIMEOUT = error("ERR timeout is negative");
    static final byte[] DB_OUT_OF_RANGE = error("ERR DB index is out of range");
    static final byte[] TOO_MANY_CLIENTS = error("ERR max number of clients reached");
    static final byte[] UNBALANCED_QUOTES = error("ERR Protocol error: unbalanced quotes in request");
    static final byte[] BAD_MULTIBULK = error("ERR Protocol error: invalid multibulk length");
    static final byte[] BAD_BULK = error("ERR Protocol error: invalid bulk length");
    static final byte[] UNAUTHENTICATED_MULTIBULK = error("ERR Protocol error: unauthenticated multibulk length");
    static final byte[] UNAUTHENTICATED_BULK = error("ERR Protocol error: unauthenticated bulk length");
    static final byte[] BIG_INLINE = error("ERR Protocol error: too big inline request");
    static final byte[] BIG_COUNT = error("ERR Protocol error: too big mbulk count string");
    static final byte[] BIG_BULK_COUNT = error("ERR Protocol error: too big bulk count string");
    static final byte[] BAD_CLIENT_NAME =
            error("ERR Client names cannot contain spaces, newlines or special characters.");

    /** What Redis says to those that watch it, replicas and monitors alike. */
    static final byte[] MONITORS = error("ERR Replica can't interact with the keyspace");

    private RedisErrors() {}

    /** An error reply with this text; line ends in it become spaces. */
    static byte[] error(String text) {
        return ("-" + text.replace('\r', ' ').replace('\n', ' ') + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] wrongArity(RedisCommand command) {
        String code = command.name().equals("exec") ? "EXECABORT Transaction discarded because of:" : "ERR";
        return error(code + " wrong number of arguments for '" + command.name() + "' command");
    }

    static byte[] tooLarge(int limit) {
        return error("ERR the request is larger than the " + limit + " bytes that this proxy collects (request_limit)");
    }

    static byte[] refused(RedisCommand command) {
        return refused(command.name(), command.note());
    }

    static byte[] refused(String command, String why) {
        return error("ERR '" + command + "' is not offered by this proxy: " + why);
    }

    static byte[] subscribed(RedisCommand command) {
        return error("ERR Can't execute '" + command.name()
                + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT /" + " RESET are allowed in this context");
    }

    static byte[] noFeedLeft(int limit) {
        return error("ERR " + limit + " clients of this proxy hear this server already, no more may"
                + " (subscriber_connections)");
    }

    static byte[] unknownSubcommand(RedisCommand command, String subcommand) {
        return error("ERR unknown subcommand '" + shortened(subcommand, 128) + "'. Try "
                + command.name().toUpperCase(java.util.Locale.ROOT) + " HELP.");
    }

    static byte[] expectedDollar(byte found) {
        return error("ERR Protocol error: expected '$', got '" + (char) (found & 0xff) + "'");
    }

    /** The text that clients look for when they find out what a server knows. */
    static byte[] unknownCommand(Words words) {
        StringBuilder text = new StringBuilder("ERR unknown command '")
                .append(shortened(words.text(0), 128))
                .append("', with args beginning with: ");
        for (int i = 1; i < words.count() && text.length() < 256; i++) {
            text.append('\'').append(shortened(words.text(i), 128)).append("' ");
        }
        return error(text.toString());
    }

    private static String shortened(String text, int most) {
        return text.length() > most ? text.substring(0, most) : text;
    }
}
