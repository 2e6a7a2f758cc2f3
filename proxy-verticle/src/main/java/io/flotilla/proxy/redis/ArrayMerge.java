package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.route.Request;
import io.flotilla.topology.FailureCause;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Puts the elements of several arrays into the order of the request's keys: MGET. */
final class ArrayMerge extends RedisMerge {
    private final int[] serverOfKey;
    private final int[] fragmentOfServer;

    /**
     * @param serverOfKey the server of each key, in the request's order
     * @param fragmentOfServer the fragment of each server
     */
    ArrayMerge(ClientSession session, Request whole, int fragments, int[] serverOfKey, int[] fragmentOfServer) {
        super(session, whole, fragments);
        this.serverOfKey = serverOfKey;
        this.fragmentOfServer = fragmentOfServer;
    }

    @Override
    void merge(ByteBuf[] replies) {
        int[] elements = new int[replies.length];
        int bytes = 16;
        for (int server : serverOfKey) {
            elements[fragmentOfServer[server]]++;
        }
        for (int i = 0; i < replies.length; i++) {
            if (replies[i].getByte(0) != '*' || number(replies[i]) != elements[i]) {
                session.onFailure(whole(), FailureCause.BAD_REPLY);
                return;
            }
            replies[i].readerIndex(replies[i].indexOf(0, replies[i].writerIndex(), (byte) '\n') + 1);
            bytes += replies[i].readableBytes();
        }
        ByteBuf merged = session.pool().loop().allocator().directBuffer(bytes);
        try {
            merged.writeCharSequence("*" + serverOfKey.length + "\r\n", StandardCharsets.US_ASCII);
            RespFramer framer = new RespFramer();
            for (int server : serverOfKey) {
                ByteBuf from = replies[fragmentOfServer[server]];
                int start = from.readerIndex();
                framer.advance(from);
                // Not writeBytes: it makes a ByteBuffer of every piece of an array on the heap.
                from.getBytes(start, merged, from.readerIndex() - start);
            }
            session.onReply(whole(), merged, 0, merged.readableBytes(), true);
        } finally {
            merged.release();
        }
    }
}
