package io.flotilla.proxy.redis;

import io.flotilla.proxy.FakePeer;
import io.flotilla.proxy.FuzzedServers;
import io.flotilla.proxy.ProxyFixture;
import io.flotilla.testing.FuzzInput;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/** What servers may send to the proxy of a client that speaks RESP; see {@link FuzzedServers}. */
public final class RedisServerFuzz {
    /** Commands whose reply depends on chance or on the clock. */
    private static final Pattern CHANCE = Pattern.compile("randomkey|wait|time|info|client|lolwut");

    /** What a subscriber may take for a message, by the length of its first word. */
    private static final Pattern MESSAGE = Pattern.compile("[*>][0-9]+\\r\\n\\$[78]\\r\\n");

    private static final FuzzedServers SERVERS = new FuzzedServers(
            ProxyFixture.quickMaker(RedisWireTest::codec, 3, "redis: true", "databases: 2"),
            RespModel::replies,
            RedisServerFuzz::isDetermined,
            RedisServerFuzz::isAnswered);

    private RedisServerFuzz() {}

    /** Jazzer's entry. */
    public static void fuzzerTestOneInput(byte[] data) {
        SERVERS.play(FuzzInput.of(data));
    }

    private static boolean isDetermined(String requests, String[] served) {
        String lower = requests.toLowerCase(Locale.ROOT);
        // Messages of one server, and what another says, come in any order.
        boolean messages = (lower.contains("subscribe") || lower.contains("monitor"))
                && Arrays.stream(served)
                        .anyMatch(answer -> MESSAGE.matcher(answer).lookingAt());
        return !messages && !CHANCE.matcher(lower).find();
    }

    private static void isAnswered(FakePeer client, String requests, String received) {
        if (isInline(requests)) {
            String pong = client.send("PING\r\n").take();
            if (pong.isEmpty() && !client.isClosed()) {
                throw new AssertionError("the client got <" + received + "> and is not answered any more");
            }
        }
    }

    /** One inline command after which the client is answered. */
    private static boolean isInline(String requests) {
        return FuzzedServers.isOneLine(requests)
                && !requests.isEmpty()
                && requests.charAt(0) != '*'
                && !requests.toLowerCase(Locale.ROOT).contains("reply");
    }
}
