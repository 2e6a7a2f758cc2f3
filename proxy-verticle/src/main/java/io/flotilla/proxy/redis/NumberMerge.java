package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.route.Request;
import io.netty.buffer.ByteBuf;
import java.util.function.LongBinaryOperator;

/** Makes one number out of the servers' numbers: their sum (DEL, EXISTS, DBSIZE), the least (LASTSAVE), the greatest. */
final class NumberMerge extends RedisMerge {
    private final LongBinaryOperator operator;

    NumberMerge(ClientSession session, Request whole, int fragments, LongBinaryOperator operator) {
        super(session, whole, fragments);
        this.operator = operator;
    }

    @Override
    void merge(ByteBuf[] replies) {
        long result = integer(replies[0]);
        for (int i = 1; i < replies.length; i++) {
            result = operator.applyAsLong(result, integer(replies[i]));
        }
        deliver(Resp.integer(result));
    }
}
