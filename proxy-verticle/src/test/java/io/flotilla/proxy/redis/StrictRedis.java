package io.flotilla.proxy.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A model of one connection of a Redis: answers every request with exactly one reply, and fails the test when it is sent
 * anything but whole arrays of bulk strings, or something that must not be on a connection that others share.
 */
final class StrictRedis implements UnaryOperator<String> {
    private final StringBuilder input = new StringBuilder();
    private final Consumer<List<String>> requests;
    private int queued = -1;

    StrictRedis() {
        this(request -> {});
    }

    /** Tells of every request. */
    StrictRedis(Consumer<List<String>> requests) {
        this.requests = requests;
    }

    @Override
    public String apply(String bytes) {
        input.append(bytes);
        StringBuilder replies = new StringBuilder();
        for (List<String> request = next(); request != null; request = next()) {
            requests.accept(request);
            replies.append(reply(request));
        }
        return replies.toString();
    }

    /** Takes the next request off the input; {@code null} if it is not whole. */
    private List<String> next() {
        int[] at = {0};
        Integer count = number('*', at);
        if (count == null) {
            return null;
        }
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Integer length = number('$', at);
            if (length == null || at[0] + length + 2 > input.length()) {
                return null;
            }
            words.add(input.substring(at[0], at[0] + length));
            at[0] += length + 2;
        }
        input.delete(0, at[0]);
        return words;
    }

    private Integer number(char type, int[] at) {
        if (at[0] >= input.length()) {
            return null;
        }
        check(input.charAt(at[0]) == type, "no " + type, at[0]);
        int end = input.indexOf("\r\n", at[0]);
        if (end < 0) {
            check(input.length() - at[0] < 32, "a length without end", at[0]);
            return null;
        }
        check(end > at[0] + 1 && end - at[0] < 11, "a length of odd length", at[0]);
        check(input.charAt(at[0] + 1) != '0' || end == at[0] + 2, "a length that begins with 0", at[0]);
        int number = 0;
        for (int i = at[0] + 1; i < end; i++) {
            int digit = input.charAt(i) - '0';
            check(digit >= 0 && digit <= 9, "a length that is no number", at[0]);
            number = number * 10 + digit;
        }
        at[0] = end + 2;
        return number;
    }

    private void check(boolean right, String what, int at) {
        if (!right) {
            throw new AssertionError("the server was sent " + what + " at " + at + " of <" + input + ">");
        }
    }

    private String reply(List<String> words) {
        String name = words.get(0).toLowerCase(Locale.ROOT);
        check(RedisCommands.table().find(name) != null, "an unknown command", 0);
        if (queued >= 0) {
            return inTransaction(name);
        }
        return switch (name) {
            case "get" -> bulk(words.get(1));
            case "mget" -> {
                StringBuilder all = new StringBuilder("*" + (words.size() - 1) + "\r\n");
                words.stream().skip(1).forEach(key -> all.append(bulk(key)));
                yield all.toString();
            }
            case "del", "exists", "touch", "unlink" -> ":" + (words.size() - 1) + "\r\n";
            case "dbsize", "wait", "publish", "eval", "evalsha", "incr" -> ":1\r\n";
            case "keys", "smembers" -> "*2\r\n" + bulk("a") + bulk("c");
            case "scan" -> "*2\r\n" + bulk(words.get(1).equals("0") ? "7" : "0") + "*1\r\n" + bulk("a");
            case "info" -> bulk("# Clients\r\nmaxclients:10\r\n");
            case "randomkey", "lpop" -> "$-1\r\n";
            case "blpop", "xread" -> "*-1\r\n";
            case "config" -> "*2\r\n" + bulk("databases") + bulk("16");
            case "script" ->
                words.size() > 2 && words.get(1).equalsIgnoreCase("EXISTS") ? "*1\r\n:1\r\n".repeat(1) : "+OK\r\n";
            case "hello" -> "%1\r\n+proto\r\n:3\r\n";
            case "multi" -> {
                queued = 0;
                yield "+OK\r\n";
            }
            case "subscribe", "psubscribe", "ssubscribe", "unsubscribe", "punsubscribe", "sunsubscribe" -> {
                StringBuilder all = new StringBuilder();
                words.stream().skip(1).forEach(channel -> all.append("*3\r\n" + bulk(name) + bulk(channel) + ":1\r\n"));
                yield all.toString();
            }
            case "ping" -> words.size() > 1 ? bulk(words.get(1)) : "+PONG\r\n";
            default -> "+OK\r\n";
        };
    }

    private String inTransaction(String name) {
        if (name.equals("exec")) {
            String reply = "*" + queued + "\r\n" + ":1\r\n".repeat(queued);
            queued = -1;
            return reply;
        }
        if (name.equals("discard")) {
            queued = -1;
            return "+OK\r\n";
        }
        queued++;
        return "+QUEUED\r\n";
    }

    static String bulk(String content) {
        return "$" + content.length() + "\r\n" + content + "\r\n";
    }
}
