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
    private final RespFramer framer = new RespFramer();

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
            copy(replies, merged);
            session.onReply(whole(), merged, 0, merged.readableBytes(), true);
        } finally {
            merged.release();
        }
    }

    /** Copies every key's element in the request's order, neighbours from one server in one piece. */
    private void copy(ByteBuf[] replies, ByteBuf merged) {
        for (int key = 0; key < serverOfKey.length; ) {
            int server = serverOfKey[key];
            ByteBuf from = replies[fragmentOfServer[server]];
            int start = from.readerIndex();
            do {
                passElement(from);
                key++;
            } while (key < serverOfKey.length && serverOfKey[key] == server);
            // Not writeBytes: it makes a ByteBuffer of every piece of an array on the heap.
            from.getBytes(start, merged, from.readerIndex() - start);
        }
    }

    private void passElement(ByteBuf from) {
        int end = BulkString.end(from, from.readerIndex(), from.writerIndex());
        if (end < 0) {
            framer.advance(from);
        } else {
            from.readerIndex(end);
        }
    }
}
