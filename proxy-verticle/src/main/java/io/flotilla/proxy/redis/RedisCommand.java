package io.flotilla.proxy.redis;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One row of the command table.
 *
 * @param name lower case; {@code container|subcommand} for a subcommand
 * @param arity words including the name; negative for "at least"
 * @param route what the proxy does with it
 * @param keys where its keys are
 * @param write whether it may change data
 * @param read whether it reads data
 * @param note why it is refused or what happens, or empty
 */
record RedisCommand(String name, int arity, Route route, KeySpec keys, boolean write, boolean read, String note) {

    /** What the proxy does with a command. */
    enum Route {
        /** Goes to the server of its keys, which must be one and the same. */
        KEYS,
        /** As {@link #KEYS}; the proxy remembers the script. */
        SCRIPT,
        /** One fragment per server; arrays are put together in the order of the keys. */
        SPLIT_ARRAY,
        /** One fragment per server; numbers are added. */
        SPLIT_SUM,
        /** One fragment per server; OK if all say so. */
        SPLIT_OK,
        /** About all servers. */
        FLEET,
        /** Answered here. */
        LOCAL,
        /** Part of a transaction. */
        TRANSACTION,
        /** The server sends on its own accord afterwards. */
        PUSH,
        /** May wait in the server for long. */
        BLOCKING,
        /** Its subcommands have rows of their own. */
        CONTAINER,
        /** Answered with an error that says why. */
        REFUSED;

        static Route of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    /** Whether a request with this many words, the name included, is complete. */
    boolean accepts(int words) {
        return arity >= 0 ? words == arity : words >= -arity;
    }

    boolean isSubcommand() {
        return name.indexOf('|') >= 0;
    }

    /** Whether its only key is a fixed word, so that it can be routed before the rest is there. */
    boolean hasOneFixedKey() {
        return route == Route.KEYS && keys.isOneFixed();
    }

    byte[] nameBytes() {
        return name.getBytes(StandardCharsets.US_ASCII);
    }
}
