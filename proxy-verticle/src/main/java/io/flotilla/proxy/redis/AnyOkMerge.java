package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.route.Split;
import io.netty.buffer.ByteBuf;

/** Where one server's success is that of the whole: SCRIPT KILL finds its script on one server, the others have none. */
final class AnyOkMerge extends Split {
    private final ClientSession session;

    AnyOkMerge(ClientSession session, Request whole, int fragments) {
        super(session.pool().loop().requests(), whole, fragments);
        this.session = session;
    }

    @Override
    protected void merge() {
        ByteBuf best = null;
        for (int i = 0; i < size(); i++) {
            if (failure(i) == null) {
                ByteBuf reply = takeReply(i);
                if (best == null || RedisMerge.isError(best) && !RedisMerge.isError(reply)) {
                    ByteBuf worse = best;
                    best = reply;
                    reply = worse;
                }
                if (reply != null) {
                    reply.release();
                }
            }
        }
        if (best == null) {
            session.onFailure(whole(), anyFailure());
            return;
        }
        session.onReply(whole(), best, 0, best.readableBytes(), true);
        best.release();
    }
}
