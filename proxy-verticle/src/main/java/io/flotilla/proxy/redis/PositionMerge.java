package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.route.MalformedReplyException;
import io.flotilla.proxy.route.Request;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.function.LongBinaryOperator;

/**
 * Puts arrays of equal shape on top of each other: numbers in one place become one number, anything else is as the first
 * server says. SCRIPT EXISTS (the least), PUBSUB NUMSUB (the sum).
 */
final class PositionMerge extends RedisMerge {
    private final LongBinaryOperator operator;
    private final long[] least;

    /** @param least what each position is at least, which says how many there are; or {@code null} */
    PositionMerge(ClientSession session, Request whole, int fragments, LongBinaryOperator operator, long[] least) {
        super(session, whole, fragments);
        this.operator = operator;
        this.least = least;
    }

    @Override
    void merge(ByteBuf[] replies) {
        Elements[] arrays = new Elements[replies.length];
        int bytes = 32;
        for (int i = 0; i < replies.length; i++) {
            arrays[i] = Elements.of(replies[i]);
            bytes = Math.max(bytes, replies[i].readableBytes() + 32);
            if (arrays[i].count() != (least == null ? arrays[0].count() : least.length)) {
                throw new MalformedReplyException("not as many elements as were expected");
            }
        }
        ByteBuf merged = session.pool().loop().allocator().directBuffer(bytes);
        merged.writeCharSequence("*" + arrays[0].count() + "\r\n", StandardCharsets.US_ASCII);
        try {
            for (int place = 0; place < arrays[0].count(); place++) {
                if (arrays[0].type(place) == ':') {
                    merged.writeBytes(Resp.integer(number(arrays, place)));
                } else {
                    arrays[0].copyTo(merged, place);
                }
            }
        } catch (MalformedReplyException e) {
            merged.release();
            throw e;
        }
        deliverOwned(merged);
    }

    private long number(Elements[] arrays, int place) {
        long result = arrays[0].number(place);
        for (int i = 1; i < arrays.length; i++) {
            result = operator.applyAsLong(result, arrays[i].number(place));
        }
        return least == null ? result : Math.max(result, least[place]);
    }
}
