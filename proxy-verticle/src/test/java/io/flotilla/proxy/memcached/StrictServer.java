package io.flotilla.proxy.memcached;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A model of a memcached behind a shared connection: answers every request with exactly one reply, and fails the test when it is
 * sent something after which it could not tell, or the proxy could not tell, where the next request or reply begins.
 */
final class StrictServer implements UnaryOperator<String> {
    private static final Set<String> DUMPS = Set.of("metadump", "mgdump");
    private static final Set<String> STORES = Set.of("set", "add", "replace", "append", "prepend");

    /** The longest value, with its line end, that the proxy collects before it sends it. */
    private static final int STREAMED = 1026;

    private final StringBuilder input = new StringBuilder();
    private final Consumer<String> requests;

    StrictServer() {
        this(request -> {});
    }

    /** Tells of every request, with its value. */
    StrictServer(Consumer<String> requests) {
        this.requests = requests;
    }

    @Override
    public String apply(String bytes) {
        input.append(bytes);
        StringBuilder replies = new StringBuilder();
        int end = 0;
        for (int newline = input.indexOf("\n"); newline >= 0; newline = input.indexOf("\n", end)) {
            boolean cr = newline > end && input.charAt(newline - 1) == '\r';
            String line = input.substring(end, cr ? newline - 1 : newline);
            String[] w = words(line);
            int value = value(w);
            if (value > input.length() - newline - 1) {
                break;
            }
            int next = newline + 1 + value;
            boolean bad = value > 0 && !(input.charAt(next - 2) == '\r' && input.charAt(next - 1) == '\n');
            // The proxy does not hold back a streamed value to see its end.
            check(!bad || value > STREAMED, "a bad value", line);
            requests.accept(input.substring(end, next));
            replies.append(bad ? "CLIENT_ERROR bad data chunk\r\n" : reply(line, w));
            end = next;
        }
        input.delete(0, end);
        return replies.toString();
    }

    private static void check(boolean right, String what, String line) {
        if (!right) {
            throw new AssertionError("the server was sent " + what + ": <" + line + ">");
        }
    }

    /** The bytes that follow a line, its line end included. */
    private static int value(String[] w) {
        int at = STORES.contains(w[0]) || w[0].equals("cas") ? 4 : w[0].equals("ms") ? 2 : -1;
        return at < 0 ? 0 : Integer.parseInt(w[at]) + 2;
    }

    private static String[] words(String line) {
        check(line.indexOf('\0') < 0 && !line.isBlank(), "what is no line", line);
        check(line.length() <= 2048 || line.startsWith("get"), "too much", line);
        List<String> words = new ArrayList<>();
        for (int from = 0, to; from < line.length(); from = to + 1) {
            to = line.indexOf(' ', from);
            to = to < 0 ? line.length() : to;
            if (to > from) {
                words.add(line.substring(from, to));
            }
        }
        return words.toArray(new String[0]);
    }

    private static String reply(String line, String[] w) {
        if (STORES.contains(w[0]) || w[0].equals("cas")) {
            return store(line, w);
        }
        return switch (w[0]) {
            case "get", "gets", "bget" -> get(w, 1, w[0].equals("gets"));
            case "gat", "gats" -> get(w, 2, w[0].equals("gats"));
            case "ms", "mg", "md", "ma" -> meta(line, w);
            case "me" -> "EN\r\n";
            case "delete", "incr", "decr", "touch" -> {
                check(w.length <= 2 || !isLast("noreply", w), "what is not answered", line);
                yield w[0].equals("incr") ? "17\r\n" : "NOT_FOUND\r\n";
            }
            case "flush_all", "verbosity", "cache_memlimit", "slabs", "lru", "lru_crawler", "debugtime" -> {
                check(w.length < 2 || !DUMPS.contains(w[1]), "what is answered by no reply", line);
                check(!isLast("noreply", w), "what is not answered", line);
                yield "OK\r\n";
            }
            case "version" -> "VERSION 1.6.18\r\n";
            case "stats" -> w.length > 1 ? "RESET\r\n" : "STAT a 1\r\nEND\r\n";
            default -> throw new AssertionError("the server was sent <" + line + ">");
        };
    }

    private static boolean isLast(String word, String[] w) {
        return w[w.length - 1].equals(word);
    }

    private static String store(String line, String[] w) {
        int count = w[0].equals("cas") ? 6 : 5;
        check(w.length == count || w.length == count + 1, "too few words, or too many", line);
        check(!isLast("noreply", w), "what is not answered", line);
        checkKey(w[1], line);
        check(new BigInteger(w[2]).compareTo(BigInteger.ONE.shiftLeft(32)) < 0, "large flags", line);
        check(new BigInteger(w[2]).signum() >= 0, "negative flags", line);
        Integer.parseInt(w[3]);
        if (count == 6) {
            check(new BigInteger(w[5]).compareTo(BigInteger.ONE.shiftLeft(64)) < 0, "a large version", line);
            check(new BigInteger(w[5]).signum() >= 0, "a negative version", line);
        }
        return "STORED\r\n";
    }

    private static void checkKey(String key, String line) {
        check(key.length() <= 250, "a long key", line);
    }

    private static String get(String[] w, int first, boolean cas) {
        StringBuilder reply = new StringBuilder();
        for (int i = first; i < w.length; i++) {
            checkKey(w[i], w[i]);
            if (w[i].hashCode() % 3 != 0) {
                String value = "END\r\nVALUE " + w[i];
                reply.append("VALUE " + w[i] + " 0 " + value.length() + (cas ? " 7" : "") + "\r\n" + value + "\r\n");
            }
        }
        return reply + "END\r\n";
    }

    private static String meta(String line, String[] w) {
        for (int i = w[0].equals("ms") ? 3 : 2; i < w.length; i++) {
            check(w[i].charAt(0) != 'q', "what may not be answered", line);
        }
        return switch (w[0]) {
            case "mg" ->
                w[1].hashCode() % 3 == 0 ? "EN\r\n" : w[1].hashCode() % 3 == 1 ? "HD\r\n" : "VA 4\r\nEN\r\n\r\n";
            case "ma" -> w[1].hashCode() % 2 == 0 ? "VA 2\r\n17\r\n" : "NF\r\n";
            default -> w[1].hashCode() % 2 == 0 ? "HD\r\n" : "CLIENT_ERROR duplicate flag\r\n";
        };
    }
}
