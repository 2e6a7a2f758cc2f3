package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.client.PoolLoop;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.server.ServerConnection;
import io.flotilla.proxy.server.ServerLink;
import io.netty.buffer.ByteBuf;

/** Sends requests of one client to servers, on the connections that it shares with other clients. */
final class SharedSender {
    private final ClientSession session;
    private final RedisClient client;
    private final PoolLoop pool;

    SharedSender(ClientSession session, RedisClient client) {
        this.session = session;
        this.client = client;
        this.pool = session.pool();
    }

    /** The connection that this client's requests to a server take now. */
    ServerConnection connection(int server) {
        return pool.link(server).shared(client.kind(), session.number());
    }

    /** Sends the client's next request to one server, or fails it if there is none. */
    void sendNext(int server, ByteBuf in, int start, int length) {
        if (server < 0) {
            session.fail(pool.causeOf(server));
            return;
        }
        Request request = session.request();
        request.server = server;
        send(request, in, start, length);
    }

    /** As {@link #sendNext}, for a command that writes the key in this word. */
    void sendNextWrite(int server, Words words, int word, int start, int length) {
        if (server < 0) {
            session.fail(pool.causeOf(server));
            return;
        }
        Request request = session.request();
        request.server = server;
        pool.written(request, words.bytes(), words.start(word), words.length(word));
        send(request, words.bytes(), start, length);
    }

    /** Sends a request to the server that it names. */
    void send(Request request, ByteBuf in, int start, int length) {
        ServerLink link = pool.link(request.server);
        ServerConnection connection = connection(request.server);
        connection.send(request).write(in, start, length);
        link.counters().requestBytes += length;
        session.respectBacklog(connection);
    }

    /** Sends a request to the server that it names. */
    void send(Request request, byte[] bytes) {
        ServerLink link = pool.link(request.server);
        ServerConnection connection = connection(request.server);
        connection.send(request).write(bytes);
        link.counters().requestBytes += bytes.length;
        session.respectBacklog(connection);
    }
}
