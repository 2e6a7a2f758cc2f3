package io.flotilla.proxy.redis;

import java.nio.charset.StandardCharsets;

/** What a client can ask servers to send on their own accord. */
enum Topic {
    /** Messages published to a channel, which lives on one server. */
    CHANNEL("subscribe", "unsubscribe"),
    /** Messages published to any channel whose name fits a pattern, on every server. */
    PATTERN("psubscribe", "punsubscribe"),
    /** Messages published to a shard channel. */
    SHARD("ssubscribe", "sunsubscribe"),
    /** Every command that a server executes. It has no name and ends with the connection. */
    MONITOR("monitor", "");

    private final String on;
    private final String off;

    Topic(String on, String off) {
        this.on = on;
        this.off = off;
    }

    /** The topic of the command that begins or ends it. */
    static Topic of(RedisCommand command) {
        for (Topic t : values()) {
            if (t.on.equals(command.name()) || t.off.equals(command.name())) {
                return t;
            }
        }
        throw new IllegalStateException("no topic of command " + command.name());
    }

    /** Whether this command begins it. */
    boolean isOn(RedisCommand command) {
        return on.equals(command.name());
    }

    /** The command that begins or ends it, which is also the first word of its confirmation. */
    String word(boolean begin) {
        return begin ? on : off;
    }

    /**
     * What leads to the server where it lives; {@code null} if it lives on all. Servers announce what happens to their own
     * keys ({@code __keyspace@0__:...}, {@code __keyevent@0__:...}) to themselves alone, so these channels are everywhere.
     */
    byte[] key(String name) {
        boolean everywhere =
                this == PATTERN || this == MONITOR || name.startsWith("__keyspace@") || name.startsWith("__keyevent@");
        return everywhere ? null : bytes(name);
    }

    /** The wire form of the command that begins or ends it for one name. */
    byte[] command(boolean begin, String name) {
        String word = word(begin);
        return this == MONITOR
                ? bytes("*1\r\n$7\r\nMONITOR\r\n")
                : bytes("*2\r\n$" + word.length() + "\r\n" + word + "\r\n$" + name.length() + "\r\n" + name + "\r\n");
    }

    /** Names are strings whose chars are bytes. */
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
