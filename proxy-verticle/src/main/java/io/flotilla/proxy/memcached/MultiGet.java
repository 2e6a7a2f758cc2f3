package io.flotilla.proxy.memcached;

import io.flotilla.proxy.client.PoolLoop;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.route.RequestOwner;
import io.flotilla.proxy.route.Split;
import io.flotilla.proxy.server.ServerConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * A get of several keys that lie on several servers: one request to each, with its keys in the client's order. Since a server
 * answers in the order of its keys and leaves out those it has not, the replies can be walked in step with the client's keys.
 *
 * <p>A server that fails costs its own keys, which then look like misses. Only when nothing was found at all does the client
 * get the error, because it could not tell it from a plain miss otherwise.
 */
final class MultiGet extends Split {
    /** About the bytes of a key and the space before it. */
    private static final int USUAL_KEY = 10;

    private static final byte[] NEWLINE = {'\r', '\n'};
    private static final ByteBuf END = Replies.shared(Replies.END);

    private final PoolLoop pool;
    private final KeyPlan plan;
    private final ByteBuf keys;
    private final int keysFrom;

    /** {@code keys} holds the request from index {@code keysFrom} on, with its keys where the plan has them. */
    private MultiGet(PoolLoop pool, Request whole, KeyPlan plan, ByteBuf keys, int keysFrom) {
        super(pool.loop().requests(), whole, plan.fragments());
        this.pool = pool;
        this.plan = plan;
        this.keys = keys;
        this.keysFrom = keysFrom;
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
        PoolLoop pool = forwarder.pool();
        KeyPlan plan = new KeyPlan(pool.servers(), 2 + (textEnd - firstKey) / USUAL_KEY);
        for (int key = firstKey; key < textEnd; ) {
            int keyEnd = Words.wordEnd(in, key, textEnd);
            if (keyEnd < 0 || keyEnd - key > Values.KEY_LIMIT) {
                return forwarder.answer(in, end, Replies.BAD_FORMAT);
            }
            int server = pool.route(in, key, keyEnd - key);
            if (server < 0) {
                return forwarder.unroutable(server, in, end, Silence.NONE);
            }
            plan.add(key, keyEnd, server);
            key = Words.skipSpaces(in, keyEnd, textEnd);
        }
        if (plan.fragments() == 1) {
            return forwarder.forward(in, start, end, plan.server(0), Silence.NONE);
        }
        send(forwarder, plan, in, start, prefixEnd, firstKey, textEnd);
        in.readerIndex(end);
        return true;
    }

    private static void send(
            Forwarder forwarder, KeyPlan plan, ByteBuf in, int start, int prefixEnd, int firstKey, int textEnd) {
        PoolLoop pool = forwarder.pool();
        byte[] keys = new byte[textEnd - firstKey];
        in.getBytes(firstKey, keys);
        Request whole = forwarder.session().request();
        MultiGet split = new MultiGet(pool, whole, plan, Unpooled.wrappedBuffer(keys), firstKey);
        ServerConnection[] connections = new ServerConnection[plan.fragments()];
        for (int f = 0; f < connections.length; f++) {
            connections[f] = forwarder.send(split.fragment(plan.server(f)));
            forwarder.write(connections[f].out(), plan.server(f), in, start, prefixEnd - start);
        }
        for (int key = 0; key < plan.keys(); ) {
            int f = plan.fragmentOf(key);
            // With the space before it.
            int from = plan.start(key) - 1;
            int to = plan.end(key++);
            while (key < plan.keys() && plan.fragmentOf(key) == f && plan.start(key) == to + 1) {
                to = plan.end(key++);
            }
            forwarder.write(connections[f].out(), plan.server(f), in, from, to - from);
        }
        for (int f = 0; f < connections.length; f++) {
            connections[f].out().write(NEWLINE);
            pool.link(plan.server(f)).counters().requestBytes += NEWLINE.length;
            forwarder.session().respectBacklog(connections[f]);
        }
        pool.counters().fragments += connections.length;
        split.seal();
    }

    // ---- the reply ----------------------------------------------------------------------------------------------

    @Override
    protected void merge() {
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
        boolean found = false;
        ByteBuf run = null;
        int runStart = 0;
        for (int key = 0; key < plan.keys(); key++) {
            ByteBuf reply = replies[plan.fragmentOf(key)];
            int block = reply.readerIndex();
            int blockEnd = blockEnd(reply, block, plan.start(key) - keysFrom, plan.end(key) - plan.start(key));
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
    private int blockEnd(ByteBuf reply, int start, int key, int keyLength) {
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
