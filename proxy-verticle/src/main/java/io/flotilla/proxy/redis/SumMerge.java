package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.route.Request;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Adds numbers: DEL, UNLINK, EXISTS, TOUCH and others that count. */
final class SumMerge extends RedisMerge {
    SumMerge(ClientSession session, Request whole, int fragments) {
        super(session, whole, fragments);
    }

    @Override
    void merge(ByteBuf[] replies) {
        long sum = 0;
        for (ByteBuf reply : replies) {
            sum += number(reply);
        }
        session.onReply(whole(), (":" + sum + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
