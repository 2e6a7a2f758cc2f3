package io.flotilla.config;

/**
 * A key of the configuration file: how its value is read, and all that its documentation says.
 *
 * @param <T> what a value becomes; for a key that takes a list, what one item becomes
 * @param name as the file spells it
 * @param type the kind of value, for the documentation
 * @param standard the value of a file that does not have the key; null if there is none
 * @param standardText the same in the file's words
 * @param allowed the values allowed, for faults and for the documentation
 * @param meaning what it does, for the documentation
 * @param nutcracker what nutcracker does where it differs, for the documentation; empty if it does the same or lacks the key
 * @param secret whether values stay out of messages
 * @param parser makes the value from the file's text
 */
record Key<T>(
        String name,
        String type,
        T standard,
        String standardText,
        String allowed,
        String meaning,
        String nutcracker,
        boolean secret,
        Parser<T> parser) {

    /** Makes a value from text. */
    interface Parser<T> {
        T parse(String text) throws BadValue;
    }

    static <T> Key<T> of(
            String name,
            String type,
            T standard,
            String standardText,
            String allowed,
            Parser<T> parser,
            String meaning) {
        return new Key<>(name, type, standard, standardText, allowed, meaning, "", false, parser);
    }

    static Key<Boolean> flag(String name, String meaning) {
        return of(name, "boolean", false, "false", "true, false", Values::flag, meaning);
    }

    static Key<Integer> number(String name, int min, int max, int standard, String meaning) {
        return of(
                name,
                "number",
                standard,
                String.valueOf(standard),
                "a whole number from " + min + " to " + max,
                text -> Values.number(text, min, max),
                meaning);
    }

    static Key<Integer> duration(String name, String min, String max, String standard, String meaning) {
        int least = Values.durationMillis(min);
        int most = Values.durationMillis(max);
        return of(
                name,
                "duration",
                Values.durationMillis(standard),
                standard,
                min + " to " + max + ", as 1500 (milliseconds), 1500ms, 2s, 1m or 1h",
                text -> Values.duration(text, least, most),
                meaning);
    }

    static Key<Integer> size(String name, String min, String max, int standard, String standardText, String meaning) {
        long least = Values.sizeBytes(min);
        long most = Math.min(Integer.MAX_VALUE, Values.sizeBytes(max));
        return of(
                name,
                "size",
                standard,
                standardText,
                min + " to " + max + ", as 65536 (bytes), 64KB, 1MB or 1GB",
                text -> Values.size(text, least, most),
                meaning);
    }

    static <E extends Enum<E>> Key<E> word(
            String name, Class<E> words, E standard, String standardText, String meaning) {
        return of(name, "word", standard, standardText, Values.words(words), t -> Values.word(t, words), meaning);
    }

    /** The same key with a note on what nutcracker does. */
    Key<T> nutcracker(String note) {
        return new Key<>(name, type, standard, standardText, allowed, meaning, note, secret, parser);
    }

    /** The same key, with values that must not be shown. */
    Key<T> keptSecret() {
        return new Key<>(name, type, standard, standardText, allowed, meaning, nutcracker, true, parser);
    }
}
