package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.route.Request;
import io.netty.buffer.ByteBuf;

/** All servers said the same, such as OK: so does the proxy. */
final class StatusMerge extends RedisMerge {
    StatusMerge(ClientSession session, Request whole, int fragments) {
        super(session, whole, fragments);
    }

    @Override
    void merge(ByteBuf[] replies) {
        session.onReply(whole(), replies[0], 0, replies[0].readableBytes(), true);
    }
}
