package io.flotilla.proxy.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * A model of one connection of a Redis: answers every request with exactly one reply, and fails the test when it is sent
 * anything but whole arrays of bulk strings, or something that must not be on a connection that others share.
 */
final class StrictRedis implements UnaryOperator<String> {
    private final StringBuilder input = new StringBuilder();
    private int queued = -1;

    @Override
    public String apply(String bytes) {
        input.append(bytes);
        StringBuilder replies = new StringBuilder();
        for (List<String> request = next(); request != null; request = next()) {
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
        assertThat(input.charAt(at[0]))
                .as("the type at %d of <%s>", at[0], input)
                .isEqualTo(type);
        int end = input.indexOf("\r\n", at[0]);
        if (end < 0) {
            assertThat(input.length() - at[0]).as("a length without end").isLessThan(32);
            return null;
        }
        String digits = input.substring(at[0] + 1, end);
        assertThat(digits).matches("[0-9]{1,9}");
        at[0] = end + 2;
        return Integer.parseInt(digits);
    }

    private String reply(List<String> words) {
        String name = words.get(0).toLowerCase(Locale.ROOT);
        assertThat(RedisCommands.table().find(name))
                .as("unknown command " + name)
                .isNotNull();
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
