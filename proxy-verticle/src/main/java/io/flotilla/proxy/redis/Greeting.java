package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.route.Split;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The reply to HELLO that waits for the servers' versions, since clients derive from it what they may ask for. */
final class Greeting extends Split {
    /** What servers are asked. */
    static final byte[] QUESTION = Resp.ascii("*2\r\n$4\r\nINFO\r\n$6\r\nserver\r\n");

    private final ClientSession session;
    private final RedisClient client;
    private final RedisShared shared;

    Greeting(ClientSession session, RedisClient client, RedisShared shared, Request whole, int servers) {
        super(session.pool().loop().requests(), whole, servers);
        this.session = session;
        this.client = client;
        this.shared = shared;
    }

    @Override
    protected void merge() {
        List<InfoText> texts = new ArrayList<>();
        boolean answered = false;
        for (int i = 0; i < size(); i++) {
            if (failure(i) == null) {
                answered = true;
                ByteBuf reply = takeReply(i);
                if (!RedisMerge.isError(reply)) {
                    texts.add(InfoText.of(reply));
                }
                reply.release();
            }
        }
        Map<String, String> server = InfoText.merge(texts).section("Server");
        String version = server.getOrDefault("redis_version", RedisShared.ASSUMED_VERSION);
        if (answered) {
            shared.serversHaveVersion(version);
        }
        session.onReply(whole(), toBytes(client, version));
    }

    /** The reply to HELLO, as Redis 7 gives it. */
    static byte[] toBytes(RedisClient client, String serverVersion) {
        return new Resp(client.resp())
                .map(7)
                .string("server")
                .string("redis")
                .string("version")
                .string(serverVersion)
                .string("proto")
                .number(client.resp())
                .string("id")
                .number(client.id())
                .string("mode")
                .string("standalone")
                .string("role")
                .string("master")
                .string("modules")
                .array(0)
                .toBytes();
    }
}
