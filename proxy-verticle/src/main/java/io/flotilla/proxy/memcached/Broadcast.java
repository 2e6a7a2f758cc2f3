package io.flotilla.proxy.memcached;

import io.flotilla.proxy.client.PoolLoop;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.route.Split;
import io.flotilla.proxy.server.ServerConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * One line to every server that is in. The client gets the servers' reply if they agree, else the first one that is not
 * {@code OK}; a server that fails fails the whole, for it did not do what the others did.
 */
class Broadcast extends Split {
    private static final ByteBuf OK = Replies.shared(Replies.OK);
    private static final byte[] NEWLINE = {'\r', '\n'};

    Broadcast(PoolLoop pool, Request whole) {
        super(pool.loop().requests(), whole, pool.ring().size());
    }

    /** Sends the text at {@code start} to {@code textEnd} to all; the request ends at {@code end}. */
    static boolean begin(Forwarder forwarder, ByteBuf in, int start, int textEnd, int end, int silence) {
        int server = anyServer(forwarder);
        if (server < 0) {
            return forwarder.unroutable(server, in, end, silence);
        }
        Request whole = forwarder.session().request();
        whole.quiet = silence == Silence.ALL;
        new Broadcast(forwarder.pool(), whole).send(forwarder, in, start, textEnd);
        return forwarder.drop(in, end);
    }

    /**
     * A server that is in, one that is connected if there is one; or why there is none, see {@link PoolLoop}. Different for
     * different clients.
     */
    static int anyServer(Forwarder forwarder) {
        PoolLoop pool = forwarder.pool();
        if (pool.isRefusing()) {
            return PoolLoop.ISOLATED;
        }
        if (pool.isSwitching()) {
            return PoolLoop.HOLD;
        }
        int chosen = PoolLoop.NO_SERVER;
        int first = Math.floorMod(forwarder.session().number(), pool.servers());
        for (int i = 0; i < pool.servers(); i++) {
            int server = (first + i) % pool.servers();
            if (pool.ring().contains(server)) {
                if (pool.link(server).shared(0, forwarder.session().number()).isReady()) {
                    return server;
                }
                chosen = chosen < 0 ? server : chosen;
            }
        }
        return chosen;
    }

    final void send(Forwarder forwarder, ByteBuf in, int start, int textEnd) {
        PoolLoop pool = forwarder.pool();
        for (int server = 0; server < pool.servers(); server++) {
            if (pool.ring().contains(server)) {
                ServerConnection connection = forwarder.send(fragment(server));
                forwarder.write(connection.out(), server, in, start, textEnd - start);
                connection.out().write(NEWLINE);
                pool.link(server).counters().requestBytes += NEWLINE.length;
                forwarder.session().respectBacklog(connection);
            }
        }
        pool.counters().fragments += size();
        seal();
    }

    @Override
    protected void merge() {
        if (anyFailure() != null) {
            whole().owner.onFailure(whole(), anyFailure());
        } else {
            answerWithFirstUnlike(OK);
        }
    }

    /** Answers with the first reply that differs from {@code expected}, or with {@code expected} if none does. */
    final void answerWithFirstUnlike(ByteBuf expected) {
        for (int f = 0; f < size(); f++) {
            ByteBuf reply = takeReply(f);
            try {
                if (!ByteBufUtil.equals(reply, expected)) {
                    whole().owner.onReply(whole(), reply, reply.readerIndex(), reply.readableBytes(), true);
                    return;
                }
            } finally {
                reply.release();
            }
        }
        whole().owner.onReply(whole(), expected, 0, expected.readableBytes(), true);
    }
}
