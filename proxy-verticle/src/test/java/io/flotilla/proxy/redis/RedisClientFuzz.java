package io.flotilla.proxy.redis;

import io.flotilla.proxy.FuzzedClient;
import io.flotilla.proxy.FuzzedClient.Outcome;
import io.flotilla.proxy.ProxyFixture;
import io.flotilla.proxy.route.Framing;
import io.flotilla.testing.FuzzInput;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What a client may send, RESP or inline, to a whole data path before three strict servers: servers get whole requests only,
 * replies are whole and in order, the same however the stream is cut, memory is bounded and given back.
 */
public final class RedisClientFuzz {
    private static final FuzzedClient COLLECTING = client("redis: true", "databases: 2");
    private static final FuzzedClient STREAMING = client("redis: true", "databases: 2", "stream_threshold: 1KB");

    /** Commands of which it depends on the cuts whether servers hear them; see {@link #heard}. */
    private static final Set<String> NOT_COMPARED = Set.of("ping", "select", "hello");

    /** Commands whose answer tells the time or counts what happened. */
    private static final Pattern VOLATILE = Pattern.compile("info|time|client|lastsave|latency|lolwut");

    private RedisClientFuzz() {}

    /** Jazzer's entry; the variant forwards large values while they come in. */
    public static void fuzzerTestOneInput(byte[] data) {
        FuzzInput input = FuzzInput.of(data);
        if (input.variant()) {
            check(input, STREAMING.send(input.pieces()));
            return;
        }
        Outcome whole = COLLECTING.send(List.of(input.stream()));
        check(input, whole);
        List<String> pieces = input.pieces();
        if (pieces.size() == 1) {
            return;
        }
        Outcome cut = COLLECTING.send(pieces);
        if (cut.equals(whole)) {
            return;
        }
        if (VOLATILE.matcher(input.stream().toLowerCase(Locale.ROOT)).find()) {
            input.same(cut.closed(), whole.closed());
        } else {
            // A script that an earlier client loaded makes a difference.
            COLLECTING.sameHoweverCut(input);
        }
    }

    private static FuzzedClient client(String... settings) {
        return new FuzzedClient(
                ProxyFixture.quickMaker(RedisWireTest::codec, 3, settings),
                requests -> new StrictRedis(heard(requests)),
                request -> false);
    }

    /**
     * What follows from the client's stream alone. MULTI counts when something follows it: it need not have been sent when
     * the transaction is given up at once. PING is for servers only as long as a script runs, and may be
     * what opens a connection, which begins with SELECT or HELLO. A script is loaded once more for an EVALSHA that the server
     * refused before it was told of the client's own SCRIPT LOAD, which may or may not be on its way by then.
     */
    private static Consumer<List<String>> heard(Consumer<String> requests) {
        boolean[] multi = {false};
        Set<String> scripts = new HashSet<>();
        return words -> {
            if (multi[0]) {
                requests.accept("[MULTI]");
            }
            multi[0] = words.size() == 1 && words.get(0).equalsIgnoreCase("multi");
            boolean again = words.get(0).equalsIgnoreCase("script") && !scripts.add(words.toString());
            if (!multi[0] && !again && !NOT_COMPARED.contains(words.get(0).toLowerCase(Locale.ROOT))) {
                requests.accept(words.toString());
            }
        };
    }

    private static void check(FuzzInput input, Outcome outcome) {
        Framing replies = RespModel.replies(outcome.replies());
        if (replies.malformed() != null || !replies.rest().isEmpty()) {
            throw new AssertionError("the client got <" + outcome.replies() + ">");
        }
        String expected = beginning(input.stream());
        if (!outcome.replies().startsWith(expected)) {
            throw new AssertionError("the client got <" + outcome.replies() + "> and not <" + expected + ">");
        }
    }

    /** The replies to the plain requests with which a stream begins. */
    private static String beginning(String stream) {
        StringBuilder replies = new StringBuilder();
        int[] at = {0};
        for (List<String> words = request(stream, at); words != null; words = request(stream, at)) {
            String reply = reply(words);
            if (reply == null) {
                break;
            }
            replies.append(reply);
        }
        return replies.toString();
    }

    private static String reply(List<String> words) {
        String command = words.get(0).toLowerCase(Locale.ROOT) + words.size();
        return switch (command) {
            case "get2", "echo2" -> StrictRedis.bulk(words.get(1));
            case "mget3" -> "*2\r\n" + StrictRedis.bulk(words.get(1)) + StrictRedis.bulk(words.get(2));
            case "exists3" -> ":2\r\n";
            case "set3" -> "+OK\r\n";
            case "ping1" -> "+PONG\r\n";
            default -> null;
        };
    }

    /** The words of the array at this index, which moves on; {@code null} if there is no whole one in its plainest form. */
    private static List<String> request(String stream, int[] at) {
        int count = number(stream, '*', at);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = number(stream, '$', at);
            if (length < 0 || !stream.startsWith("\r\n", at[0] + length)) {
                return null;
            }
            words.add(stream.substring(at[0], at[0] + length));
            at[0] += length + 2;
        }
        return count > 0 ? words : null;
    }

    private static int number(String stream, char type, int[] at) {
        int from = at[0] + 1;
        int end = from;
        while (end < stream.length() && end - from < 5 && Character.digit(stream.charAt(end), 10) >= 0) {
            end++;
        }
        boolean padded = end - from > 1 && stream.charAt(from) == '0';
        if (end == from || padded || stream.charAt(at[0]) != type || !stream.startsWith("\r\n", end)) {
            return -1;
        }
        at[0] = end + 2;
        return Integer.parseInt(stream.substring(from, end));
    }
}
