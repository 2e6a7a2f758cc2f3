package io.flotilla.proxy.memcached;

/**
 * One command of memcached's text protocol, as the proxy treats it.
 *
 * @param name its first word
 * @param shape how its line is read
 * @param scope where it goes
 * @param minWords the fewest words of its line, itself included; fewer are answered {@code ERROR}
 * @param maxWords the most; more are answered {@code ERROR}. 0 if memcached has no limit or answers otherwise
 * @param arguments its arguments, for the documentation
 * @param note what is worth knowing; for a refused command the reason, which is sent to the client
 */
record Command(String name, Shape shape, Scope scope, int minWords, int maxWords, String arguments, String note) {

    /** How a command's line is read. */
    enum Shape {
        /** {@code get <key>*}. */
        GET,
        /** {@code gat <exptime> <key>*}. */
        GET_AND_TOUCH,
        /** {@code set <key> <flags> <exptime> <bytes> [noreply]} and a value. */
        STORE,
        /** {@code cas <key> <flags> <exptime> <bytes> <cas> [noreply]} and a value. */
        STORE_CAS,
        /** {@code touch <key> <argument> [noreply]}: one line, one key, a {@code noreply} at its end. */
        KEYED,
        /** {@code mg <key> <flag>*}: one line, one key, perhaps quiet. */
        META,
        /** {@code ms <key> <bytes> <flag>*} and a value. */
        META_STORE,
        /** {@code me <key> [b]}. */
        META_DEBUG,
        META_NOOP,
        FLUSH,
        /** One line for every server, with a {@code noreply} at its end; the reply is one line. */
        LINE,
        /** As {@link #LINE}, but for what is answered by a list without the form of one. */
        CRAWLER,
        STATS,
        VERSION,
        QUIT,
        REFUSED
    }

    /** Where a command goes. */
    enum Scope {
        ONE_KEY("one key", "to the server of its key, as it is"),
        SPLIT("split", "as *one key* when all keys are on one server, else one request to each server, merged"),
        BROADCAST("broadcast", "to every server that is in, the replies made one"),
        ANY("any server", "to one server that is in"),
        LOCAL("local", "answered by the proxy"),
        REFUSED("refused", "answered `CLIENT_ERROR` with the reason");

        final String label;
        final String meaning;

        Scope(String label, String meaning) {
            this.label = label;
            this.meaning = meaning;
        }
    }
}
