package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.loop.ArrayStash;
import io.flotilla.proxy.loop.ByteArrays;
import io.flotilla.proxy.route.KeyPlan;
import io.flotilla.proxy.route.Request;
import io.flotilla.topology.FailureCause;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Puts the elements of several arrays into the order of the request's keys: MGET. */
final class ArrayMerge extends RedisMerge {
    /** Bytes of the longest first line of an array. */
    private static final int LONGEST_HEAD = 16;
    /** Replies up to here, together, are merged in an array. */
    private static final int ARRAY_LIMIT = ArrayStash.LARGEST;

    private final KeyPlan plan;
    /** Made when something is not a usual string. */
    private RespFramer framer;

    /** @param plan by which the request was split; given back when all is done */
    ArrayMerge(ClientSession session, Request whole, KeyPlan plan) {
        super(session, whole, plan.fragments());
        this.plan = plan;
    }

    @Override
    boolean keeps(KeyPlan ofRequest) {
        return true;
    }

    @Override
    protected void over() {
        session.pool().loop().give(plan);
    }

    // ---- small replies, all there and as usual ------------------------------------------------------------------

    @Override
    boolean mergeArrays() {
        long length = LONGEST_HEAD;
        for (int f = 0; f < size(); f++) {
            if (reply(f).array() == null) {
                return false;
            }
            int elements = elements(f);
            if (elements < 0) {
                return false;
            }
            plan.place(f, elements);
            length += reply(f).length();
        }
        if (length > ARRAY_LIMIT) {
            return false;
        }
        ArrayStash arrays = session.pool().loop().arrays();
        byte[] merged = arrays.take((int) length);
        merged[0] = '*';
        int end = copyStrings(merged, ByteArrays.putLineEnd(merged, ByteArrays.putNumber(merged, 1, plan.keys())));
        if (end > 0) {
            session.onReply(whole(), merged, end);
        }
        arrays.give(merged);
        return end > 0;
    }

    /** Where the elements of a fragment's array begin; -1 if it is not an array with one for each key. */
    private int elements(int fragment) {
        byte[] reply = reply(fragment).array();
        int end = (int) reply(fragment).length();
        int keys = plan.keysOf(fragment);
        int count = 0;
        for (int at = 1; at < end && reply[0] == '*' && count <= keys; at++) {
            if (reply[at] == '\r') {
                return count == keys && at + 1 < end ? at + 2 : -1;
            }
            count = count * 10 + reply[at] - '0';
        }
        return -1;
    }

    /** Copies every key's string, or null, in the request's order; the index behind them, or -1 if one is something else. */
    private int copyStrings(byte[] merged, int start) {
        int at = start;
        for (int key = 0; key < plan.keys(); ) {
            int fragment = plan.fragmentOf(key);
            byte[] reply = reply(fragment).array();
            int replyEnd = (int) reply(fragment).length();
            int from = plan.place(fragment);
            int to = from;
            do {
                to = BulkString.end(reply, to, replyEnd);
                key++;
            } while (to > 0 && key < plan.keys() && plan.fragmentOf(key) == fragment);
            if (to < 0) {
                return -1;
            }
            System.arraycopy(reply, from, merged, at, to - from);
            at += to - from;
            plan.place(fragment, to);
        }
        return at;
    }

    // ---- replies of any kind ------------------------------------------------------------------------------------

    @Override
    void merge(ByteBuf[] replies) {
        int bytes = LONGEST_HEAD;
        for (int i = 0; i < replies.length; i++) {
            if (replies[i].getByte(0) != '*' || number(replies[i]) != plan.keysOf(i)) {
                session.onFailure(whole(), FailureCause.BAD_REPLY);
                return;
            }
            replies[i].readerIndex(replies[i].indexOf(0, replies[i].writerIndex(), (byte) '\n') + 1);
            bytes += replies[i].readableBytes();
        }
        ByteBuf merged = session.pool().loop().allocator().directBuffer(bytes);
        try {
            merged.writeCharSequence("*" + plan.keys() + "\r\n", StandardCharsets.US_ASCII);
            copy(replies, merged);
            session.onReply(whole(), merged, 0, merged.readableBytes(), true);
        } finally {
            merged.release();
        }
    }

    /** Copies every key's element in the request's order, neighbours from one server in one piece. */
    private void copy(ByteBuf[] replies, ByteBuf merged) {
        for (int key = 0; key < plan.keys(); ) {
            int fragment = plan.fragmentOf(key);
            ByteBuf from = replies[fragment];
            int start = from.readerIndex();
            do {
                passElement(from);
                key++;
            } while (key < plan.keys() && plan.fragmentOf(key) == fragment);
            // Not writeBytes: it makes a ByteBuffer of every piece of an array on the heap.
            from.getBytes(start, merged, from.readerIndex() - start);
        }
    }

    private void passElement(ByteBuf from) {
        int end = BulkString.end(from, from.readerIndex(), from.writerIndex());
        if (end < 0) {
            framer = framer == null ? new RespFramer() : framer;
            framer.advance(from);
        } else {
            from.readerIndex(end);
        }
    }
}
