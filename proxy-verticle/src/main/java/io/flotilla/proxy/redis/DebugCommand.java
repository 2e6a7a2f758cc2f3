package io.flotilla.proxy.redis;

import java.util.Locale;

/**
 * What the subcommands of DEBUG are about. They differ from version to version, so the table has one row for all; whether
 * DEBUG is allowed at all is for the servers to say ({@code enable-debug-command}).
 */
enum DebugCommand {
    /** One key, the second word. */
    KEY,
    /** All words behind the subcommand are keys. */
    KEYS,
    /** The whole data set, as a checksum. */
    DIGEST,
    /** Nothing that a server holds: any of them answers. */
    ANY_SERVER,
    /** Every server, each by itself. */
    EVERY_SERVER,
    /** Every server, but only if there is one: the others would get keys that are not theirs. */
    ONLY_SERVER,
    /** Ends a server. */
    FATAL;

    static final String FATAL_NOTE = "it would stop one server";
    static final String ONLY_SERVER_NOTE = "it would make keys on servers that they do not belong to";

    /** What a request, of at least two words, is about. */
    static DebugCommand of(Words words) {
        return switch (words.text(1).toUpperCase(Locale.ROOT)) {
            case "OBJECT", "SDSLEN", "LISTPACK", "QUICKLIST", "ZIPLIST", "HTSTATS-KEY" ->
                words.count() > 2 ? KEY : ANY_SERVER;
            case "DIGEST-VALUE" -> words.count() > 2 ? KEYS : ANY_SERVER;
            case "DIGEST" -> DIGEST;
            case "HELP", "PROTOCOL", "ERROR", "STRINGMATCH-LEN", "STRUCTSIZE", "JMAP" -> ANY_SERVER;
            case "POPULATE" -> ONLY_SERVER;
            case "SEGFAULT", "PANIC", "RESTART", "CRASH-AND-RECOVER", "CRASH-AND-ABORT", "ASSERT", "OOM" -> FATAL;
            default -> EVERY_SERVER;
        };
    }

    /** Why a pool with so many servers refuses it, or {@code null} if it does not. */
    String refusal(int servers) {
        if (this == FATAL) {
            return FATAL_NOTE;
        }
        return this == ONLY_SERVER && servers > 1 ? ONLY_SERVER_NOTE : null;
    }
}
