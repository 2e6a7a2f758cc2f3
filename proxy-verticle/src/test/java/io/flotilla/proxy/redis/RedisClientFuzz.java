package io.flotilla.proxy.redis;

import io.flotilla.proxy.FakePeer;
import io.flotilla.proxy.ProxyFixture;
import io.flotilla.proxy.ReusedProxy;
import io.flotilla.proxy.route.Framing;
import io.flotilla.testing.FuzzInput;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What a client may send, RESP or inline, to a whole data path before three strict servers: servers get whole requests only,
 * replies are whole and in order, the same however the stream is cut, memory is bounded and given back.
 */
public final class RedisClientFuzz {
    private static final ReusedProxy COLLECTING = proxy("redis: true", "databases: 2");
    private static final ReusedProxy STREAMING = proxy("redis: true", "databases: 2", "stream_threshold: 1KB");
    /** What the servers got of the input under way. */
    private static final List<String> REQUESTS = new ArrayList<>();

    private static final long MOST_MEMORY = 1 << 20;
    /** Commands whose answer tells the time or counts what happened. */
    private static final Pattern VOLATILE = Pattern.compile("info|time|client|lastsave|latency|lolwut");

    private record Outcome(String replies, boolean closed, List<String> requests) {}

    private RedisClientFuzz() {}

    /** Jazzer's entry; the variant forwards large values while they come in. */
    public static void fuzzerTestOneInput(byte[] data) {
        FuzzInput input = FuzzInput.of(data);
        if (input.variant()) {
            check(input, STREAMING.serve(client -> play(client, input.pieces())));
            return;
        }
        Outcome whole = COLLECTING.serve(client -> play(client, List.of(input.stream())));
        Outcome cut = COLLECTING.serve(client -> play(client, input.pieces()));
        check(input, whole);
        if (cut.equals(whole)
                || VOLATILE.matcher(input.stream().toLowerCase(Locale.ROOT)).find()) {
            input.same(cut.closed, whole.closed);
        } else {
            // A script that an earlier client loaded makes a difference.
            input.same(
                    COLLECTING.serveAlone(client -> play(client, input.pieces())),
                    COLLECTING.serveAlone(client -> play(client, List.of(input.stream()))));
        }
    }

    private static ReusedProxy proxy(String... settings) {
        Supplier<ProxyFixture> maker = ProxyFixture.maker(RedisWireTest::codec, 3, settings);
        return new ReusedProxy(() -> {
            ProxyFixture proxy = maker.get();
            for (int i = 0; i < 3; i++) {
                String server = "s" + i + " ";
                proxy.server(i).playedBy(() -> new StrictRedis(words -> REQUESTS.add(server + words)));
            }
            return proxy;
        });
    }

    private static Outcome play(FakePeer client, List<String> pieces) {
        REQUESTS.clear();
        for (String piece : pieces) {
            client.send(piece);
        }
        if (client.bufferBytes() > MOST_MEMORY) {
            throw new AssertionError("bytes of buffers held: " + client.bufferBytes());
        }
        Collections.sort(REQUESTS);
        return new Outcome(client.take(), client.isClosed(), List.copyOf(REQUESTS));
    }

    private static void check(FuzzInput input, Outcome outcome) {
        Framing replies = RespModel.replies(outcome.replies);
        if (replies.malformed() != null || !replies.rest().isEmpty()) {
            throw new AssertionError("the client got <" + outcome.replies + ">");
        }
        String expected = beginning(input.stream());
        if (!outcome.replies.startsWith(expected)) {
            throw new AssertionError("the client got <" + outcome.replies + "> and not <" + expected + ">");
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
        if (end == from || stream.charAt(at[0]) != type || !stream.startsWith("\r\n", end)) {
            return -1;
        }
        at[0] = end + 2;
        return Integer.parseInt(stream.substring(from, end));
    }
}
