package io.flotilla.proxy.redis;

/**
 * Where the keys of a command are among its words (word 0 is the name). Parsed from the command table's notation, which
 * commands.txt explains.
 */
final class KeySpec {
    /** The keys cannot be found: the request is malformed in a way that the server explains best. */
    static final int[] UNKNOWN = {};

    private enum Form {
        NONE,
        RANGE,
        COUNTED,
        STREAMS,
        STORE
    }

    private final String notation;
    private final Form form;
    private final int first;
    private final int last;
    private final int step;
    private final int count;

    private KeySpec(String notation, Form form, int first, int last, int step, int count) {
        this.notation = notation;
        this.form = form;
        this.first = first;
        this.last = last;
        this.step = step;
        this.count = count;
    }

    static KeySpec parse(String notation) {
        if (notation.equals("-") || notation.equals("migrate")) {
            return new KeySpec(notation, Form.NONE, 0, 0, 1, 0);
        }
        if (notation.equals("streams")) {
            return new KeySpec(notation, Form.STREAMS, 0, 0, 1, 0);
        }
        if (notation.equals("1+store")) {
            return new KeySpec(notation, Form.STORE, 1, 1, 1, 0);
        }
        int counted = notation.indexOf('n');
        if (counted >= 0) {
            int destination = counted > 0 ? Integer.parseInt(notation.substring(0, counted - 1)) : 0;
            return new KeySpec(
                    notation, Form.COUNTED, destination, 0, 1, Integer.parseInt(notation.substring(counted + 1)));
        }
        int dots = notation.indexOf("..");
        if (dots < 0) {
            int only = Integer.parseInt(notation);
            return new KeySpec(notation, Form.RANGE, only, only, 1, 0);
        }
        int slash = notation.indexOf('/');
        int step = slash < 0 ? 1 : Integer.parseInt(notation.substring(slash + 1));
        int last = Integer.parseInt(notation.substring(dots + 2, slash < 0 ? notation.length() : slash));
        return new KeySpec(notation, Form.RANGE, Integer.parseInt(notation.substring(0, dots)), last, step, 0);
    }

    /** The word with the only key, when that is the same for every request. */
    int first() {
        return first;
    }

    int lastOfRange() {
        return last;
    }

    int step() {
        return step;
    }

    boolean isNone() {
        return form == Form.NONE;
    }

    boolean isOneFixed() {
        return form == Form.RANGE && first == last;
    }

    boolean isStreams() {
        return form == Form.STREAMS;
    }

    /** The words that are keys, or {@link #UNKNOWN}. */
    int[] find(Words words) {
        return switch (form) {
            case NONE -> UNKNOWN;
            case RANGE -> range(first, last < 0 ? words.count() + last : last, step);
            case COUNTED -> counted(words);
            case STREAMS -> streams(words);
            case STORE -> store(words);
        };
    }

    private int[] counted(Words words) {
        long n = count < words.count() ? words.number(count) : -1;
        if (n < 0 || n > words.count() - count - 1) {
            return UNKNOWN;
        }
        int[] keys = range(count + 1, count + (int) n, 1);
        if (first == 0) {
            return keys;
        }
        int[] withDestination = new int[keys.length + 1];
        withDestination[0] = first;
        System.arraycopy(keys, 0, withDestination, 1, keys.length);
        return withDestination;
    }

    /** The options before STREAMS have values, one of which may be the word STREAMS itself. */
    private int[] streams(Words words) {
        for (int i = 1; i < words.count(); i++) {
            if (words.is(i, "STREAMS")) {
                int behind = words.count() - i - 1;
                return behind > 0 && behind % 2 == 0 ? range(i + 1, i + behind / 2, 1) : UNKNOWN;
            }
            if (words.is(i, "GROUP")) {
                i += 2;
            } else if (words.is(i, "BLOCK") || words.is(i, "COUNT")) {
                i++;
            }
        }
        return UNKNOWN;
    }

    /** The last STORE decides, as in Redis. What follows LIMIT, BY and GET (of SORT) is no option. */
    private int[] store(Words words) {
        int destination = 0;
        boolean sort = words.is(0, "SORT");
        for (int i = first + 1; i + 1 < words.count(); i++) {
            if (words.is(i, "STORE") || words.is(i, "STOREDIST")) {
                destination = ++i;
            } else if (sort && words.is(i, "LIMIT")) {
                i += 2;
            } else if (sort && (words.is(i, "BY") || words.is(i, "GET"))) {
                i++;
            }
        }
        return destination == 0 ? new int[] {first} : new int[] {first, destination};
    }

    private static int[] range(int from, int to, int step) {
        if (to < from) {
            return UNKNOWN;
        }
        int[] keys = new int[(to - from) / step + 1];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = from + i * step;
        }
        return keys;
    }

    @Override
    public String toString() {
        return notation;
    }
}
