package io.flotilla.proxy.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A model of a memcached behind a shared connection: answers every request with exactly one reply, and fails the test when it is
 * sent something after which it could not tell, or the proxy could not tell, where the next request or reply begins.
 */
final class StrictServer implements UnaryOperator<String> {
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
            String line = input.substring(end, newline).replaceFirst("\r$", "");
            int next = newline + 1 + value(line);
            if (next > input.length()) {
                break;
            }
            boolean bad = next > newline + 1 && !input.substring(next - 2, next).equals("\r\n");
            // The proxy does not hold back a streamed value to see its end.
            assertThat(bad && value(line) <= STREAMED)
                    .as("a bad value of <%s>", line)
                    .isFalse();
            requests.accept(input.substring(end, next));
            replies.append(bad ? "CLIENT_ERROR bad data chunk\r\n" : reply(line));
            end = next;
        }
        input.delete(0, end);
        return replies.toString();
    }

    /** The bytes that follow a line, its line end included. */
    private static int value(String line) {
        String[] w = words(line);
        int at = STORES.contains(w[0]) || w[0].equals("cas") ? 4 : w[0].equals("ms") ? 2 : -1;
        return at < 0 ? 0 : Integer.parseInt(w[at]) + 2;
    }

    private static String[] words(String line) {
        assertThat(line).as("a line").doesNotContain("\0").isNotBlank();
        assertThat(line.length() > 2048 && !line.startsWith("get"))
                .as("too long: " + line)
                .isFalse();
        String[] w = line.strip().isEmpty()
                ? new String[] {""}
                : line.replaceFirst("^ +", "").split(" +");
        return w;
    }

    private String reply(String line) {
        String[] w = words(line);
        if (STORES.contains(w[0]) || w[0].equals("cas")) {
            return store(line, w);
        }
        return switch (w[0]) {
            case "get", "gets", "bget" -> get(w, 1, w[0].equals("gets"));
            case "gat", "gats" -> get(w, 2, w[0].equals("gats"));
            case "ms", "mg", "md", "ma" -> meta(line, w);
            case "me" -> "EN\r\n";
            case "delete", "incr", "decr", "touch" -> {
                assertThat(w.length > 2 && w[w.length - 1].equals("noreply"))
                        .as(line)
                        .isFalse();
                yield w[0].equals("incr") ? "17\r\n" : "NOT_FOUND\r\n";
            }
            case "flush_all", "verbosity" -> {
                assertThat(w[w.length - 1]).as(line).isNotEqualTo("noreply");
                yield "OK\r\n";
            }
            case "version" -> "VERSION 1.6.18\r\n";
            case "stats" -> w.length > 1 ? "RESET\r\n" : "STAT a 1\r\nEND\r\n";
            default -> throw new AssertionError("the server was sent <" + line + ">");
        };
    }

    private static String store(String line, String[] w) {
        int count = w[0].equals("cas") ? 6 : 5;
        assertThat(w.length).as(line).isBetween(count, count + 1);
        assertThat(w[w.length - 1]).as(line).isNotEqualTo("noreply");
        assertThat(w[1].length()).as(line).isBetween(1, 250);
        assertThat(new BigInteger(w[2])).as(line).isBetween(BigInteger.ZERO, BigInteger.valueOf(0xffff_ffffL));
        Integer.parseInt(w[3]);
        if (count == 6) {
            assertThat(new BigInteger(w[5])).as(line).isBetween(BigInteger.ZERO, BigInteger.ONE.shiftLeft(64));
        }
        return "STORED\r\n";
    }

    private static String get(String[] w, int first, boolean cas) {
        StringBuilder reply = new StringBuilder();
        for (int i = first; i < w.length; i++) {
            assertThat(w[i].length()).as(w[i]).isBetween(1, 250);
            if (w[i].hashCode() % 3 != 0) {
                String value = "END\r\nVALUE " + w[i];
                reply.append("VALUE " + w[i] + " 0 " + value.length() + (cas ? " 7" : "") + "\r\n" + value + "\r\n");
            }
        }
        return reply + "END\r\n";
    }

    private static String meta(String line, String[] w) {
        for (int i = w[0].equals("ms") ? 3 : 2; i < w.length; i++) {
            assertThat(w[i]).as(line).doesNotStartWith("q");
        }
        return switch (w[0]) {
            case "mg" ->
                w[1].hashCode() % 3 == 0 ? "EN\r\n" : w[1].hashCode() % 3 == 1 ? "HD\r\n" : "VA 4\r\nEN\r\n\r\n";
            case "ma" -> w[1].hashCode() % 2 == 0 ? "VA 2\r\n17\r\n" : "NF\r\n";
            default -> w[1].hashCode() % 2 == 0 ? "HD\r\n" : "CLIENT_ERROR duplicate flag\r\n";
        };
    }
}
