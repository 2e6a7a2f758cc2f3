package io.flotilla.proxy.memcached;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.client.PoolLoop;
import io.flotilla.proxy.loop.Outbox;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.server.ServerConnection;
import io.flotilla.proxy.server.ServerLink;
import io.flotilla.topology.FailureCause;
import io.netty.buffer.ByteBuf;

/** Sets the requests of one client on their way, or answers them here. Methods that return a boolean do so for the decoder. */
final class Forwarder {
    private final ClientSession session;
    private final PoolLoop pool;
    private QuietReplies quietReplies;
    private ByteBuf written;
    private int writtenKey;
    private int writtenLength;

    Forwarder(ClientSession session) {
        this.session = session;
        this.pool = session.pool();
    }

    ClientSession session() {
        return session;
    }

    PoolLoop pool() {
        return pool;
    }

    /** Says which key the next request that is dispatched writes. */
    void writes(ByteBuf bytes, int key, int length) {
        written = bytes;
        writtenKey = key;
        writtenLength = length;
    }

    /** Tells the pool of the key that this request writes, if {@link #writes} named one. */
    void noteWrite(Request r) {
        if (written != null) {
            pool.written(r, written, writtenKey, writtenLength);
            written = null;
        }
    }

    /** Answers the request that ends at {@code end} here. */
    boolean answer(ByteBuf in, int end, byte[] reply) {
        in.readerIndex(end);
        session.reply(reply);
        return true;
    }

    /** As {@link #answer}, unless the client wants no reply at all. */
    boolean answer(ByteBuf in, int end, byte[] reply, int silence) {
        return silence == Silence.ALL ? drop(in, end) : answer(in, end, reply);
    }

    /** Passes over a request that gets no reply. */
    boolean drop(ByteBuf in, int end) {
        in.readerIndex(end);
        return true;
    }

    /** Sends the request at {@code start} to {@code end} to the server of its key. */
    boolean forward(ByteBuf in, int start, int end, int key, int keyLength, int silence) {
        int server = pool.route(in, key, keyLength);
        return server < 0 ? unroutable(server, in, end, silence) : forward(in, start, end, server, silence);
    }

    /** Sends the request at {@code start} to {@code end} to this server. */
    boolean forward(ByteBuf in, int start, int end, int server, int silence) {
        dispatch(in, start, end - start, server, silence);
        in.readerIndex(end);
        return true;
    }

    /** Sends these bytes as a request to this server. */
    void dispatch(ByteBuf bytes, int start, int length, int server, int silence) {
        Request r = session.request();
        r.server = server;
        silence(r, silence);
        noteWrite(r);
        ServerConnection connection = send(r);
        write(connection.out(), server, bytes, start, length);
        session.respectBacklog(connection);
    }

    /** Queues a request at its server; its bytes are still to be written. */
    ServerConnection send(Request r) {
        ServerConnection connection = pool.link(r.server).shared(0, session.number());
        connection.send(r);
        return connection;
    }

    /** Writes bytes of a request and counts them. */
    void write(Outbox out, int server, ByteBuf bytes, int start, int length) {
        out.write(bytes, start, length);
        ServerLink link = pool.link(server);
        link.counters().requestBytes += length;
    }

    /** Sees to it that this client gets only the replies it wants. */
    void silence(Request r, int silence) {
        if (silence == Silence.ALL) {
            r.quiet = true;
        } else if (silence != Silence.NONE) {
            r.mark = silence;
            r.owner = quietReplies();
        }
    }

    QuietReplies quietReplies() {
        if (quietReplies == null) {
            quietReplies = new QuietReplies(session);
        }
        return quietReplies;
    }

    /** Deals with a request whose key has no server now: it waits, or fails. */
    boolean unroutable(int route, ByteBuf in, int end, int silence) {
        if (route != PoolLoop.HOLD) {
            fail(pool.causeOf(route), silence);
        } else if (silence == Silence.ALL && session.isHeldTooLong()) {
            pool.counters().forwardError++;
        } else if (!session.holdOrFail()) {
            return false;
        }
        return drop(in, end);
    }

    /** Answers with this cause, unless the client wants no reply. */
    void fail(FailureCause cause, int silence) {
        if (silence == Silence.ALL) {
            pool.counters().forwardError++;
        } else {
            session.fail(cause);
        }
    }
}
