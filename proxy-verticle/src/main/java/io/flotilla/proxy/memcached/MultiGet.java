package io.flotilla.proxy.memcached;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.client.PoolLoop;
import io.flotilla.proxy.loop.ArrayStash;
import io.flotilla.proxy.loop.Outbox;
import io.flotilla.proxy.route.KeyPlan;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.route.RequestOwner;
import io.flotilla.proxy.route.Split;
import io.flotilla.proxy.server.ServerConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * A get of several keys that lie on several servers: one request to each, with its keys in the client's order. Since a server
 * answers in the order of its keys and leaves out those it has not, the replies can be walked in step with the client's keys.
 *
 * <p>A server that fails costs its own keys, which then look like misses. Only when nothing was found at all does the client
 * get the error, because it could not tell it from a plain miss otherwise.
 */
final class MultiGet extends Split {
    /** Replies up to here, together, are merged in an array. */
    private static final int ARRAY_LIMIT = ArrayStash.LARGEST;

    /** Not a result of {@link PoolLoop#route}. */
    private static final int BAD_KEY = -100;

    private static final byte[] NEWLINE = {'\r', '\n'};
    private static final ByteBuf END = Replies.shared(Replies.END);

    private final ClientSession session;
    private final PoolLoop pool;
    private final KeyPlan plan;

    /** The plan's text holds the keys, each piece of which has one byte before its key. */
    private MultiGet(ClientSession session, Request whole, KeyPlan plan) {
        super(session.pool().loop().requests(), whole, plan.fragments());
        this.session = session;
        this.pool = session.pool();
        this.plan = plan;
    }

    // ---- the request --------------------------------------------------------------------------------------------

    /**
     * Sets a request of several keys on its way.
     *
     * @param start where the request begins
     * @param prefixEnd behind what precedes the keys in every fragment
     * @param firstKey where the first key begins
     * @param textEnd behind the last key
     * @param end behind the line
     */
    static boolean begin(
            Forwarder forwarder, ByteBuf in, int start, int prefixEnd, int firstKey, int textEnd, int end) {
        KeyPlan plan = forwarder.pool().loop().newPlan();
        // With the space before the first key.
        plan.copy(in, firstKey - 1, textEnd - firstKey + 1);
        int server = route(forwarder.pool(), plan, textEnd - firstKey + 1);
        if (server >= 0 && plan.fragments() > 1) {
            send(forwarder, plan, in, start, prefixEnd);
            in.readerIndex(end);
            return true;
        }
        forwarder.pool().loop().give(plan);
        if (server == BAD_KEY) {
            return forwarder.answer(in, end, Replies.BAD_FORMAT);
        }
        return server < 0
                ? forwarder.unroutable(server, in, end, Silence.NONE)
                : forwarder.forward(in, start, end, server, Silence.NONE);
    }

    /** Fills the plan; the server of the last key, or negative as {@link PoolLoop#route}, or {@link #BAD_KEY}. */
    private static int route(PoolLoop pool, KeyPlan plan, int textEnd) {
        byte[] text = plan.text();
        int server = BAD_KEY;
        for (int key = 1; key < textEnd; ) {
            int keyEnd = Words.wordEnd(text, key, textEnd);
            if (keyEnd < 0 || keyEnd - key > Values.KEY_LIMIT) {
                return BAD_KEY;
            }
            server = pool.route(text, key, keyEnd - key);
            if (server < 0) {
                return server;
            }
            plan.add(key - 1, keyEnd, server);
            key = keyEnd;
            while (key < textEnd && text[key] == ' ') {
                key++;
            }
        }
        return server;
    }

    private static void send(Forwarder forwarder, KeyPlan plan, ByteBuf in, int start, int prefixEnd) {
        ClientSession session = forwarder.session();
        PoolLoop pool = forwarder.pool();
        MultiGet split = new MultiGet(session, session.request(), plan);
        byte[] pieces = pool.loop().arrays().take(plan.bytes());
        plan.gather(pieces);
        for (int f = 0; f < plan.fragments(); f++) {
            int server = plan.server(f);
            int length = plan.bytesOf(f);
            ServerConnection connection = forwarder.send(split.fragment(server));
            Outbox out = connection.out();
            out.write(in, start, prefixEnd - start);
            out.write(pieces, plan.place(f) - length, length);
            out.write(NEWLINE);
            pool.link(server).counters().requestBytes += prefixEnd - start + length + NEWLINE.length;
            session.respectBacklog(connection);
        }
        pool.loop().arrays().give(pieces);
        pool.counters().fragments += plan.fragments();
        split.seal();
    }

    // ---- the reply ----------------------------------------------------------------------------------------------

    @Override
    protected void merge() {
        if (!mergeArrays()) {
            mergeBuffers();
        }
    }

    @Override
    protected void over() {
        pool.loop().give(plan);
    }

    // ---- small replies, all there and as usual ------------------------------------------------------------------

    /** Merges replies that are all in arrays; false if that is not so, or something about them is not as usual. */
    private boolean mergeArrays() {
        long length = END.readableBytes();
        for (int f = 0; f < size(); f++) {
            if (failure(f) != null || reply(f).array() == null) {
                return false;
            }
            length += reply(f).length();
            plan.place(f, 0);
        }
        if (length > ARRAY_LIMIT) {
            return false;
        }
        byte[] merged = pool.loop().arrays().take((int) length);
        int end = copyFound(merged);
        if (end > 0) {
            END.getBytes(0, merged, end, END.readableBytes());
            session.onReply(whole(), merged, end + END.readableBytes());
        }
        pool.loop().arrays().give(merged);
        return end > 0;
    }

    /** Copies the blocks of the keys that were found, in the client's order; the index behind them, or -1. */
    private int copyFound(byte[] merged) {
        byte[] run = null;
        int runStart = 0;
        int runEnd = 0;
        int end = 0;
        for (int key = 0; key < plan.keys(); key++) {
            int fragment = plan.fragmentOf(key);
            byte[] reply = reply(fragment).array();
            int block = plan.place(fragment);
            int replyEnd = (int) reply(fragment).length();
            int keyStart = plan.start(key) + 1;
            int name = ValueLine.key(block);
            int afterKey = name + plan.end(key) - keyStart;
            if (afterKey >= replyEnd
                    || !ValueLine.begins(reply, block)
                    || !Arrays.equals(reply, name, afterKey, plan.text(), keyStart, plan.end(key))) {
                continue;
            }
            int blockEnd = ValueLine.blockEnd(reply, afterKey, replyEnd);
            if (blockEnd < 0) {
                return -1;
            }
            plan.place(fragment, blockEnd);
            if (run != reply) {
                end = copy(run, runStart, runEnd, merged, end);
                run = reply;
                runStart = block;
            }
            runEnd = blockEnd;
        }
        return copy(run, runStart, runEnd, merged, end);
    }

    private static int copy(byte[] run, int from, int to, byte[] merged, int at) {
        if (run != null) {
            System.arraycopy(run, from, merged, at, to - from);
        }
        return at + to - from;
    }

    // ---- replies of any kind ------------------------------------------------------------------------------------

    private void mergeBuffers() {
        ByteBuf[] replies = new ByteBuf[size()];
        try {
            for (int f = 0; f < replies.length; f++) {
                replies[f] = failure(f) == null ? takeReply(f) : Unpooled.EMPTY_BUFFER;
            }
            merge(replies);
        } finally {
            for (ByteBuf reply : replies) {
                reply.release();
            }
        }
    }

    private void merge(ByteBuf[] replies) {
        RequestOwner client = whole().owner;
        ByteBuf keys = Unpooled.wrappedBuffer(plan.text());
        boolean found = false;
        ByteBuf run = null;
        int runStart = 0;
        for (int key = 0; key < plan.keys(); key++) {
            ByteBuf reply = replies[plan.fragmentOf(key)];
            int block = reply.readerIndex();
            int blockEnd = blockEnd(reply, block, keys, plan.start(key) + 1, plan.end(key) - plan.start(key) - 1);
            if (blockEnd > 0) {
                found = true;
                reply.readerIndex(blockEnd);
                // Neighbours go to the client in one piece.
                if (run != reply) {
                    deliver(client, run, runStart);
                    run = reply;
                    runStart = block;
                }
            }
        }
        deliver(client, run, runStart);
        finish(client, replies, found);
    }

    private void deliver(RequestOwner client, ByteBuf run, int start) {
        if (run != null) {
            client.onReply(whole(), run, start, run.readerIndex() - start, false);
        }
    }

    private void finish(RequestOwner client, ByteBuf[] replies, boolean found) {
        if (!found) {
            if (anyFailure() != null) {
                client.onFailure(whole(), anyFailure());
                return;
            }
            for (ByteBuf reply : replies) {
                if (!ByteBufUtil.equals(reply, END)) {
                    client.onReply(whole(), reply, reply.readerIndex(), reply.readableBytes(), true);
                    return;
                }
            }
        } else if (anyFailure() != null) {
            pool.counters().forwardError++;
        }
        client.onReply(whole(), END, 0, END.readableBytes(), true);
    }

    /** The index behind the VALUE block that begins here, or -1 if there is none or it is another key's. */
    private static int blockEnd(ByteBuf reply, int start, ByteBuf keys, int key, int keyLength) {
        int name = ValueLine.key(start);
        int afterKey = name + keyLength;
        if (afterKey >= reply.writerIndex()
                || !ValueLine.begins(reply, start)
                || !ByteBufUtil.equals(reply, name, keys, key, keyLength)) {
            return -1;
        }
        long line = ValueLine.numbers(reply, afterKey, reply.writerIndex());
        long blockEnd = line == ValueLine.NONE
                ? unusualBlockEnd(reply, start, afterKey)
                : (long) ValueLine.end(line) + ValueLine.bytes(line) + NEWLINE.length;
        return blockEnd <= reply.writerIndex() ? (int) blockEnd : -1;
    }

    /** As the framer found it, so that both see the same end, whatever stands between key and length. */
    private static long unusualBlockEnd(ByteBuf reply, int start, int afterKey) {
        int newline = reply.indexOf(start, reply.writerIndex(), (byte) '\n');
        if (newline <= afterKey || reply.getByte(afterKey) != ' ') {
            return -1;
        }
        int flagsEnd = reply.indexOf(afterKey + 1, newline, (byte) ' ');
        if (flagsEnd < 0) {
            return -1;
        }
        long bytes = 0;
        for (int i = flagsEnd + 1; i < newline; i++) {
            int digit = reply.getByte(i) - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            bytes = bytes * 10 + digit;
        }
        return newline + 1 + bytes + NEWLINE.length;
    }
}
