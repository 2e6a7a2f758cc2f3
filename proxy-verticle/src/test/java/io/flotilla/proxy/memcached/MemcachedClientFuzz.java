package io.flotilla.proxy.memcached;

import io.flotilla.proxy.FakePeer;
import io.flotilla.proxy.ProxyFixture;
import io.flotilla.proxy.ReusedProxy;
import io.flotilla.testing.FuzzInput;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client may send, classic or meta commands, to a whole data path before three strict servers: servers get whole
 * requests only, replies are in order and the same however the stream is cut, memory is bounded and given back.
 */
public final class MemcachedClientFuzz {
    private static final ReusedProxy COLLECTING = proxy("redis: false");
    private static final ReusedProxy STREAMING = proxy("redis: false", "stream_threshold: 1KB");
    /** What the servers got of the input under way. */
    private static final List<String> REQUESTS = new ArrayList<>();

    private static final long MOST_MEMORY = 1 << 20;
    private static final Pattern PLAIN = Pattern.compile("\\G(?:get [!-~]{1,100}|mn)\r\n");
    /** A line of which it depends on the cuts when it is noticed to be too long. */
    private static final Pattern LONG_LINE = Pattern.compile("[^\n]{2040}");

    private record Outcome(String replies, boolean closed, List<String> requests) {}

    private MemcachedClientFuzz() {}

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
        if (!LONG_LINE.matcher(input.stream()).find()) {
            input.same(cut, whole);
        }
    }

    private static ReusedProxy proxy(String... settings) {
        Supplier<ProxyFixture> maker = ProxyFixture.maker(MemcachedCodec::new, 3, settings);
        return new ReusedProxy(() -> {
            ProxyFixture proxy = maker.get();
            for (int i = 0; i < 3; i++) {
                String server = "s" + i + " ";
                proxy.server(i).playedBy(() -> new StrictServer(request -> REQUESTS.add(server + request)));
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
        String expected = beginning(input.stream());
        if (!outcome.replies.startsWith(expected)) {
            throw new AssertionError("the client got <" + outcome.replies + "> and not <" + expected + ">");
        }
        // The binary protocol is refused in its own words.
        if (!outcome.replies.isEmpty() && !outcome.replies.endsWith("\n") && outcome.replies.charAt(0) != 0x81) {
            throw new AssertionError("the client got <" + outcome.replies + ">");
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
