package io.flotilla.proxy.memcached;

import io.flotilla.proxy.FakePeer;
import io.flotilla.proxy.FuzzedServers;
import io.flotilla.proxy.ProxyFixture;
import io.flotilla.testing.FuzzInput;
import java.util.regex.Pattern;

/** What servers may send to the proxy of a client that speaks memcached's protocol; see {@link FuzzedServers}. */
public final class MemcachedServerFuzz {
    private static final FuzzedServers SERVERS = new FuzzedServers(
            ProxyFixture.quickMaker(MemcachedCodec::new, 3, "redis: false"),
            MemcachedModel::replies,
            (requests, served) -> true,
            MemcachedServerFuzz::isAnswered);

    /** What may announce a value that the bytes sent behind it do not fill. */
    private static final Pattern LARGE_VALUE = Pattern.compile("[0-9]{2}");

    private MemcachedServerFuzz() {}

    /** Jazzer's entry. */
    public static void fuzzerTestOneInput(byte[] data) {
        SERVERS.play(FuzzInput.of(data));
    }

    private static void isAnswered(FakePeer client, String requests, String received) {
        if (!requests.endsWith("\n")
                || !FuzzedServers.isOneLine(requests)
                || LARGE_VALUE.matcher(requests).find()) {
            return;
        }
        client.send("\r\nmn\r\n");
        // A first line that announced a value takes what follows as that value.
        String answer = client.send("x".repeat(64) + "\r\nmn\r\n").take();
        if (answer.isEmpty() && !client.isClosed()) {
            throw new AssertionError("the client got <" + received + "> and is not answered any more");
        }
    }
}
