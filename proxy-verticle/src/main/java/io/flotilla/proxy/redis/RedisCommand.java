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
        /** Goes to the server of its keys. */
        KEYS("one server", "to the server of its keys, as it is; keys on different servers are answered `CROSSSLOT`"),
        /** As {@link #KEYS}; the proxy remembers the script. */
        SCRIPT(
                "one server, script",
                "as *one server*; the proxy remembers the script and loads it where it is missing. Without a key, to one"
                        + " server that is in"),
        /** One fragment per server; arrays are put together in the order of the keys. */
        SPLIT_ARRAY(
                "split, in order",
                "as *one server* when all keys are on one, else one request to each, the values in the order of the keys"),
        /** One fragment per server; numbers are added. */
        SPLIT_SUM("split, added", "as *split, in order*, the numbers added"),
        /** One fragment per server; OK if all say so. */
        SPLIT_OK("split, OK", "as *split, in order*; `OK` if all say so. Not atomic over servers"),
        /** About all servers. */
        FLEET("fleet", "about all servers that are in; the note says how their replies become one"),
        /** Answered here. */
        LOCAL("local", "answered by the proxy"),
        /** Part of a transaction. */
        TRANSACTION("transaction", "on a server connection of its own, from the first key of the transaction on"),
        /** The server sends on its own accord afterwards. */
        PUSH("messages", "subscriptions, on server connections of their own"),
        /** May wait in the server for long. */
        BLOCKING("blocking", "as *one server*, on a server connection of its own"),
        /** Its subcommands have rows of their own. */
        CONTAINER("", ""),
        /** For the only server of a pool; refused in other pools. */
        SINGLE("one server only", "to the server of a pool that has one; *refused* in other pools, with the reason"),
        /** Answered with an error that says why. */
        REFUSED("refused", "answered `ERR '<command>' is not offered by this proxy` with the reason");

        /** The name in the documentation. */
        final String label;
        /** What it means, as half a sentence. */
        final String meaning;

        Route(String label, String meaning) {
            this.label = label;
            this.meaning = meaning;
        }

        static Route of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    /** Whether a request with this many words, the name included, is complete. */
    boolean accepts(int words) {
        return arity >= 0 ? words == arity : words >= -arity;
    }

    /** Whether a server is busy for as long as it likes. */
    boolean runsScript() {
        return route == Route.SCRIPT || name.startsWith("fcall");
    }

    boolean isSubcommand() {
        return name.indexOf('|') >= 0;
    }

    /** Whether its only key is a fixed word, so that it can be routed before the rest is there. */
    boolean hasOneFixedKey() {
        return route == Route.KEYS && keys.isOneFixed() && !SortPatterns.mayBeIn(this);
    }

    byte[] nameBytes() {
        return name.getBytes(StandardCharsets.US_ASCII);
    }
}
