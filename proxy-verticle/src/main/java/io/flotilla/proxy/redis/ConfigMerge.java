package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.route.MalformedReplyException;
import io.flotilla.proxy.route.Request;
import io.netty.buffer.ByteBuf;

/** CONFIG GET of one server, except that {@code databases} is the number that the pool lets clients select. */
final class ConfigMerge extends RedisMerge {

    ConfigMerge(ClientSession session, Request whole) {
        super(session, whole, 1);
    }

    @Override
    void merge(ByteBuf[] replies) {
        Elements pairs = Elements.of(replies[0]);
        if (pairs.count() % 2 != 0) {
            throw new MalformedReplyException("a name without a value");
        }
        ByteBuf merged = session.pool().loop().allocator().directBuffer(replies[0].readableBytes() + 16);
        merged.writeBytes(replies[0], 0, replies[0].indexOf(0, replies[0].writerIndex(), (byte) '\n') + 1);
        for (int i = 0; i < pairs.count(); i += 2) {
            pairs.copyTo(merged, i);
            if (pairs.text(i).equals("databases")) {
                int databases = session.pool().config().databases();
                merged.writeBytes(Resp.bulk(Resp.ascii(Integer.toString(databases))));
            } else {
                pairs.copyTo(merged, i + 1);
            }
        }
        deliverOwned(merged);
    }
}
