package io.flotilla.proxy.outage;

import io.flotilla.proxy.loop.Outbox;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.route.RequestOwner;
import io.flotilla.proxy.route.RequestPool;
import io.flotilla.proxy.server.ServerLink;
import io.flotilla.topology.FailureCause;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/** Requests that make servers forget, and the wait for all their replies. */
final class Erasure {
    private static final Runnable NOTHING = () -> {};

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
        delete(server, key, NOTHING);
    }

    /** @param deleted called when the server has confirmed it */
    void delete(int server, String key, Runnable deleted) {
        eraser.writeDelete(send(server, deleted), key);
    }

    void flush(int server) {
        flush(server, NOTHING);
    }

    /** @param flushed called when the server has confirmed it */
    void flush(int server, Runnable flushed) {
        eraser.writeFlush(send(server, flushed));
    }

    /** All requests were sent. */
    void seal() {
        end();
    }

    private Outbox send(int server, Runnable confirmed) {
        Request request = requests.take(new Step(confirmed));
        request.server = server;
        pending++;
        return links[server].shared(0, 0).send(request);
    }

    private void end() {
        if (--pending == 0) {
            onEnd.accept(failure);
        }
    }

    /** One request and what depends on its reply. */
    private final class Step implements RequestOwner {
        private final Runnable confirmed;
        private boolean refused;

        Step(Runnable confirmed) {
            this.confirmed = confirmed;
        }

        @Override
        public void onReply(Request request, ByteBuf bytes, int start, int length, boolean last) {
            if (!request.begun) {
                request.begun = true;
                refused = eraser.isRefusal(bytes, start, length);
            }
            if (last) {
                if (refused) {
                    failure = links[request.server].config().name() + " does not delete";
                } else {
                    confirmed.run();
                }
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
    }
}
