package io.flotilla.proxy.memcached;

import io.flotilla.proxy.FuzzedClient;
import io.flotilla.proxy.FuzzedClient.Outcome;
import io.flotilla.proxy.ProxyFixture;
import io.flotilla.testing.FuzzInput;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client may send, classic or meta commands, to a whole data path before three strict servers: servers get whole
 * requests only, replies are in order and the same however the stream is cut, memory is bounded and given back.
 */
public final class MemcachedClientFuzz {
    private static final FuzzedClient COLLECTING = client("redis: false");
    private static final FuzzedClient STREAMING = client("redis: false", "stream_threshold: 1KB");

    private static final Pattern PLAIN = Pattern.compile("\\G(?:get [!-~]{1,100}|mn)\r\n");
    /** A line of which it depends on the cuts when it is noticed to be too long. */
    private static final Pattern LONG_LINE = Pattern.compile("[^\n]{2040}");

    private MemcachedClientFuzz() {}

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
        if (!LONG_LINE.matcher(input.stream()).find()) {
            input.same(cut, whole);
        }
    }

    private static FuzzedClient client(String... settings) {
        return new FuzzedClient(
                ProxyFixture.quickMaker(MemcachedCodec::new, 3, settings),
                StrictServer::new,
                request -> request.startsWith("version"));
    }

    private static void check(FuzzInput input, Outcome outcome) {
        String expected = beginning(input.stream());
        if (!outcome.replies().startsWith(expected)) {
            throw new AssertionError("the client got <" + outcome.replies() + "> and not <" + expected + ">");
        }
        // The binary protocol is refused in its own words.
        if (!outcome.replies().isEmpty()
                && !outcome.replies().endsWith("\n")
                && outcome.replies().charAt(0) != 0x81) {
            throw new AssertionError("the client got <" + outcome.replies() + ">");
        }
    }

    /** The replies to the plain requests with which a stream begins. */
    private static String beginning(String stream) {
        StringBuilder replies = new StringBuilder();
        Matcher request = PLAIN.matcher(stream);
        while (request.find()) {
            String line = request.group();
            replies.append(line.equals("mn\r\n") ? "MN\r\n" : new StrictServer().apply(line));
        }
        return replies.toString();
    }
}
