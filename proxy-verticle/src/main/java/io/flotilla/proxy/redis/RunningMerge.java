package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.route.MalformedReplyException;
import io.flotilla.proxy.route.Request;
import io.netty.buffer.ByteBuf;

/** Of the FUNCTION STATS of several servers that of one on which a script runs, or else the first. */
final class RunningMerge extends RedisMerge {
    /** The value of the first pair, {@code running_script}. */
    private static final int SCRIPT = 1;

    RunningMerge(ClientSession session, Request whole, int fragments) {
        super(session, whole, fragments);
    }

    @Override
    void merge(ByteBuf[] replies) {
        ByteBuf shown = replies[0];
        for (ByteBuf reply : replies) {
            if (isRunning(reply)) {
                shown = reply;
                break;
            }
        }
        session.onReply(whole(), shown, 0, shown.readableBytes(), true);
    }

    private static boolean isRunning(ByteBuf reply) {
        Elements pairs = Elements.of(reply);
        if (pairs.count() <= SCRIPT) {
            throw new MalformedReplyException("pairs were expected");
        }
        return pairs.type(SCRIPT) == '*' || pairs.type(SCRIPT) == '%';
    }
}
