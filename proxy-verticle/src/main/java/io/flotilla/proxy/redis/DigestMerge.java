package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.route.MalformedReplyException;
import io.flotilla.proxy.route.Request;
import io.netty.buffer.ByteBuf;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * DEBUG DIGEST of several servers: the exclusive or of theirs, so that it changes when one of them changes. It can be compared
 * with itself, not with that of a single server that holds the same keys.
 */
final class DigestMerge extends RedisMerge {
    private static final int HEX = 16;
    private static final int DIGITS = 40;

    DigestMerge(ClientSession session, Request whole, int fragments) {
        super(session, whole, fragments);
    }

    @Override
    void merge(ByteBuf[] replies) {
        BigInteger all = BigInteger.ZERO;
        for (ByteBuf reply : replies) {
            String digest = reply.toString(1, reply.writerIndex() - 3, StandardCharsets.ISO_8859_1);
            if (!digest.matches("[0-9a-f]{" + DIGITS + "}")) {
                throw new MalformedReplyException("a digest was expected");
            }
            all = all.xor(new BigInteger(digest, HEX));
        }
        deliver(Resp.ascii("+" + String.format("%0" + DIGITS + "x", all) + "\r\n"));
    }
}
