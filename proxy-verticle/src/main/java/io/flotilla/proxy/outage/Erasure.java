package io.flotilla.proxy.outage;

import io.flotilla.proxy.loop.Outbox;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.route.RequestOwner;
import io.flotilla.proxy.route.RequestPool;
import io.flotilla.proxy.server.ServerConnection;
import io.flotilla.proxy.server.ServerLink;
import io.flotilla.topology.FailureCause;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/** Requests that make servers forget, and the wait for all their replies. */
final class Erasure implements RequestOwner {
    private final RequestPool requests;
    private final ServerLink[] links;
    private final Eraser eraser;
    private final Consumer<String> onEnd;
    private int pending = 1;
    private String failure;

    /** @param onEnd told, once, what went wrong; {@code null} if nothing did */
    Erasure(RequestPool requests, ServerLink[] links, Eraser eraser, Consumer<String> onEnd) {
        this.requests = requests;
        this.links = links;
        this.eraser = eraser;
        this.onEnd = onEnd;
    }

    void delete(int server, String key) {
        eraser.writeDelete(send(server), key);
    }

    void flush(int server) {
        eraser.writeFlush(send(server));
    }

    /** All requests were sent. */
    void seal() {
        end();
    }

    private Outbox send(int server) {
        Request request = requests.take(this);
        request.server = server;
        pending++;
        ServerConnection connection = links[server].shared(0, 0);
        return connection.send(request);
    }

    @Override
    public void onReply(Request request, ByteBuf bytes, int start, int length, boolean last) {
        if (!request.begun) {
            request.begun = true;
            if (eraser.isRefusal(bytes, start, length)) {
                failure = links[request.server].config().name() + " does not delete";
            }
        }
        if (last) {
            requests.give(request);
            end();
        }
    }

    @Override
    public void onFailure(Request request, FailureCause cause) {
        failure = links[request.server].config().name() + ": " + cause.text();
        requests.give(request);
        end();
    }

    @Override
    public void onHeld(long bytes) {
        // Nothing of a reply is kept.
    }

    private void end() {
        if (--pending == 0) {
            onEnd.accept(failure);
        }
    }
}
