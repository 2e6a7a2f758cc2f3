package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.route.RequestOwner;
import io.flotilla.proxy.server.ServerConnection;
import io.flotilla.topology.FailureCause;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * EVAL and EVALSHA on their way to the server of their keys. After an ejection, or a restart, that server may never have seen
 * a script that the client loaded: so SCRIPT LOAD goes before the first EVALSHA that is sent over each server connection,
 * which changes the order of nothing.
 *
 * <p>If the server has lost the script all the same, its NOSCRIPT is answered by loading it and sending the request once more;
 * but not if a later request of the client was sent to that server meanwhile, since it would have overtaken this one. Then
 * the client gets the NOSCRIPT.
 */
final class ScriptRelay {
    private static final byte[] NOSCRIPT = "-NOSCRIPT".getBytes(StandardCharsets.US_ASCII);
    /** A longer request is not kept for a second attempt. */
    private static final int LONGEST_KEPT = 64 << 10;

    private final ClientSession session;
    private final SharedSender sender;
    private final Scripts scripts;
    private final LoadedScripts loaded;

    ScriptRelay(ClientSession session, SharedSender sender, RedisShared shared, LoadedScripts loaded) {
        this.session = session;
        this.sender = sender;
        this.scripts = shared.scripts();
        this.loaded = loaded;
    }

    /**
     * Sends the request to the server with this index.
     *
     * @param notes is told of the request that goes to the server, before it does
     */
    void dispatch(RedisCommand command, Words words, int server, int start, int length, Consumer<Request> notes) {
        if (command.name().startsWith("evalsha")) {
            Script script = words.length(1) == 40 ? scripts.find(words.text(1)) : null;
            if (script != null) {
                evalsha(script, words.bytes(), server, start, length, notes);
                return;
            }
        } else {
            Script script = scripts.remember(words.bytes(), words.start(1), words.length(1));
            if (script != null) {
                loaded.mark(sender.connection(server), script);
            }
        }
        Request request = session.request();
        request.server = server;
        notes.accept(request);
        sender.send(request, words.bytes(), start, length);
    }

    private void evalsha(Script script, ByteBuf in, int server, int start, int length, Consumer<Request> notes) {
        Request whole = session.request();
        whole.server = server;
        ServerConnection connection = sender.connection(server);
        load(script, connection);
        if (length > LONGEST_KEPT) {
            notes.accept(whole);
            sender.send(whole, in, start, length);
            return;
        }
        byte[] request = new byte[length];
        in.getBytes(start, request);
        Attempt attempt = new Attempt(script, whole, connection, request, true);
        notes.accept(attempt.fragment);
        attempt.send();
    }

    private void load(Script script, ServerConnection connection) {
        if (!loaded.mark(connection, script)) {
            // Nobody waits for the reply: if the load fails, so does the request behind it.
            connection.send(session.pool().loop().requests().take(null)).write(script.loadRequest());
        }
    }

    /** Hands the server's reply on to the client, unless it is a NOSCRIPT that can be healed. */
    private final class Attempt implements RequestOwner {
        private final Script script;
        private final Request whole;
        private final ServerConnection connection;
        private final byte[] request;
        private final boolean first;
        private final Request fragment;
        /** Whether the reply is known to be something else than NOSCRIPT. */
        private boolean passing;

        Attempt(Script script, Request whole, ServerConnection connection, byte[] request, boolean first) {
            this.script = script;
            this.whole = whole;
            this.connection = connection;
            this.request = request;
            this.first = first;
            this.fragment = session.pool().loop().requests().take(this);
            this.fragment.server = whole.server;
        }

        void send() {
            connection.send(fragment).write(request);
            session.pool().link(whole.server).counters().requestBytes += request.length;
            session.respectBacklog(connection);
        }

        @Override
        public void onReply(Request r, ByteBuf bytes, int start, int length, boolean last) {
            if (!passing) {
                if (!last && fragment.held.length() + length < NOSCRIPT.length) {
                    fragment.held.append(bytes, start, length);
                    return;
                }
                if (!fragment.held.isEmpty() || bytes.getByte(start) == '-') {
                    collect(bytes, start, length, last);
                    return;
                }
                passing = true;
            }
            pass(bytes, start, length, last);
        }

        /** A reply that began in pieces or with an error: errors are short, so that it may be put together first. */
        private void collect(ByteBuf bytes, int start, int length, boolean last) {
            fragment.held.append(bytes, start, length);
            ByteBuf reply = fragment.held.takeAll();
            try {
                if (startsWithNoscript(reply)) {
                    if (!last) {
                        fragment.held.append(reply, 0, reply.readableBytes());
                        return;
                    }
                    loaded.unmark(connection, script);
                    if (mayRepeat()) {
                        repeat();
                        return;
                    }
                }
                passing = true;
                pass(reply, 0, reply.readableBytes(), last);
            } finally {
                reply.release();
            }
        }

        private boolean startsWithNoscript(ByteBuf reply) {
            for (int i = 0; i < NOSCRIPT.length; i++) {
                if (i >= reply.readableBytes() || reply.getByte(i) != NOSCRIPT[i]) {
                    return false;
                }
            }
            return true;
        }

        /** Whether the client still waits, has not been here before, and sent nothing to this server since. */
        private boolean mayRepeat() {
            if (whole.owner == null || !first) {
                return false;
            }
            for (Request later = whole.next; later != null; later = later.next) {
                boolean elsewhere = later.server >= 0 ? later.server != whole.server : later.done;
                if (!elsewhere) {
                    return false;
                }
            }
            return true;
        }

        private void repeat() {
            load(script, connection);
            new Attempt(script, whole, connection, request, false).send();
            session.pool().loop().requests().give(fragment);
        }

        private void pass(ByteBuf bytes, int start, int length, boolean last) {
            if (whole.owner != null) {
                session.onReply(whole, bytes, start, length, last);
            } else if (last) {
                session.pool().loop().requests().give(whole);
            }
            if (last) {
                session.pool().loop().requests().give(fragment);
            }
        }

        @Override
        public void onFailure(Request r, FailureCause cause) {
            if (whole.owner != null) {
                session.onFailure(whole, cause);
            } else {
                session.pool().loop().requests().give(whole);
            }
            session.pool().loop().requests().give(fragment);
        }

        @Override
        public void onHeld(long bytes) {
            session.onHeld(bytes);
        }
    }
}
