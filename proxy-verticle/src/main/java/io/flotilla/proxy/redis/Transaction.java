package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.client.PoolLoop;
import io.flotilla.proxy.ring.Ring;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.route.RequestOwner;
import io.flotilla.proxy.server.OwnConnections;
import io.flotilla.proxy.server.ServerConnection;
import io.flotilla.topology.FailureCause;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;

/**
 * A client's transaction, on a server connection of its own from its first key on, which decides for one server.
 *
 * <pre>
 *             WATCH                MULTI
 *   CLOSED ----------> WATCHING ----------> QUEUEING
 *     ^  \______________ MULTI ________________^  |
 *     +------ UNWATCH ----/                       |
 *     +------------------ EXEC, DISCARD ----------+
 * </pre>
 *
 * <p>A transaction whose keys might have moved, because the topology changed after its first key, is not executed: with
 * watched keys EXEC answers null, as if one had been touched, else EXECABORT.
 */
final class Transaction {
    private enum State {
        CLOSED,
        WATCHING,
        QUEUEING
    }

    private static final byte[] QUEUED = Resp.ascii("+QUEUED\r\n");
    private static final byte[] MULTI = Resp.ascii("*1\r\n$5\r\nMULTI\r\n");
    private static final byte[] NESTED = RedisErrors.error("ERR MULTI calls can not be nested");
    private static final byte[] WATCH_INSIDE = RedisErrors.error("ERR WATCH inside MULTI is not allowed");
    private static final byte[] ABORTED =
            RedisErrors.error("EXECABORT Transaction discarded because of previous errors.");
    private static final byte[] MOVED =
            RedisErrors.error("EXECABORT Transaction discarded because the servers of the pool changed.");

    private final ClientSession session;
    private final RedisClient client;
    private final RedisDispatcher dispatcher;
    private final PoolLoop pool;
    /** Commands without a key that came before the one that decides for a server. */
    private final List<byte[]> early = new ArrayList<>();

    private State state = State.CLOSED;
    private boolean watching;
    private boolean aborted;
    private int server = PoolLoop.NO_SERVER;
    private OwnConnections own;
    private ServerConnection connection;
    private int losses;
    private Ring ring;
    /** The latest last command, which may still be in flight. */
    private Ending ending;

    Transaction(ClientSession session, RedisClient client, RedisDispatcher dispatcher) {
        this.session = session;
        this.client = client;
        this.dispatcher = dispatcher;
        this.pool = session.pool();
    }

    boolean isOpen() {
        return state != State.CLOSED;
    }

    /** A command about transactions while none is open. */
    boolean begin(RedisCommand command, Words words, int start, int length) {
        switch (command.name()) {
            case "multi" -> multi();
            case "watch" -> {
                return watch(command, words, start, length);
            }
            case "unwatch" -> session.reply(Resp.OK);
            default -> withoutMulti(command);
        }
        return true;
    }

    /** Any command while a transaction is open; {@code null} for an unknown one. See {@link RedisDispatcher#dispatch}. */
    boolean dispatch(RedisCommand command, Words words, int start, int length) {
        return state == State.WATCHING
                ? whileWatching(command, words, start, length)
                : whileQueueing(command, words, start, length);
    }

    // ---- WATCHING -----------------------------------------------------------------------------------------------

    private boolean watch(RedisCommand command, Words words, int start, int length) {
        int target = dispatcher.serverOfAllKeys(command, words);
        if (target == RedisDispatcher.CROSSSLOT || connection != null && target >= 0 && target != server) {
            session.reply(RedisErrors.CROSSSLOT);
            return true;
        }
        if (target < 0) {
            return notRouted(target);
        }
        if (connection == null && !borrow(target)) {
            return false;
        }
        state = State.WATCHING;
        watching = true;
        forward(command, words, start, length);
        return true;
    }

    private boolean whileWatching(RedisCommand command, Words words, int start, int length) {
        if (command != null && command.accepts(words.count())) {
            switch (command.name()) {
                case "multi" -> {
                    multi();
                    return true;
                }
                case "watch" -> {
                    return watch(command, words, start, length);
                }
                case "unwatch" -> {
                    return unwatch(words.bytes(), start, length);
                }
                case "exec", "discard" -> {
                    withoutMulti(command);
                    return true;
                }
                case "quit", "reset" -> {
                    if (!session.isAlone()) {
                        return false;
                    }
                    close();
                }
                default -> {
                    if (command.hasOneFixedKey() && dispatcher.serverOfAllKeys(command, words) == server) {
                        // On the same connection, so that it takes effect behind the WATCH.
                        forward(command, words, start, length);
                        return true;
                    }
                }
            }
        }
        return session.isAlone() && dispatcher.dispatchBeside(command, words, start, length);
    }

    private boolean unwatch(ByteBuf in, int start, int length) {
        if (!isLost()) {
            end(in, start, length);
            return true;
        }
        if (!session.isAlone()) {
            return false;
        }
        close();
        session.reply(Resp.OK);
        return true;
    }

    // ---- QUEUEING -----------------------------------------------------------------------------------------------

    private void multi() {
        if (connection != null) {
            sendUnanswered(MULTI);
        }
        state = State.QUEUEING;
        session.reply(Resp.OK);
    }

    private boolean whileQueueing(RedisCommand command, Words words, int start, int length) {
        if (command == null) {
            return abort(RedisErrors.unknownCommand(words));
        }
        if (!command.accepts(words.count())) {
            return abort(RedisErrors.wrongArity(command));
        }
        return switch (command.name()) {
            case "multi" -> error(NESTED);
            case "watch" -> error(WATCH_INSIDE);
            case "exec" -> exec(words.bytes(), start, length);
            case "discard" -> discard();
            case "quit", "reset" -> {
                if (!session.isAlone()) {
                    yield false;
                }
                close();
                yield dispatcher.dispatchBeside(command, words, start, length);
            }
            case "ping", "echo" -> queue(command, words, start, length);
            default ->
                command.route() == RedisCommand.Route.LOCAL
                        ? abort(notInside(command))
                        : queue(command, words, start, length);
        };
    }

    /** What a client says of its own connection must not be said of the server connection it borrows. */
    private static byte[] notInside(RedisCommand command) {
        return RedisErrors.error("ERR Command '" + command.name() + "' not allowed inside a transaction");
    }

    private boolean queue(RedisCommand command, Words words, int start, int length) {
        boolean aboutAll = command.route() == RedisCommand.Route.FLEET && pool.servers() > 1;
        if (aboutAll || command.route() == RedisCommand.Route.PUSH || command.route() == RedisCommand.Route.REFUSED) {
            return abort(
                    RedisErrors.error("ERR '" + command.name() + "' cannot be part of a transaction on one server"));
        }
        if (command.route() == RedisCommand.Route.CONTAINER && words.count() > 1) {
            return abort(RedisErrors.unknownSubcommand(command, words.text(1)));
        }
        ByteBuf in = words.bytes();
        if (command.keys().find(words).length == 0 && server < 0) {
            early.add(ByteBufUtil.getBytes(in, start, length));
            session.reply(QUEUED);
            return true;
        }
        int target = command.keys().find(words).length == 0 ? server : dispatcher.serverOfAllKeys(command, words);
        if (target == RedisDispatcher.CROSSSLOT || target >= 0 && server >= 0 && target != server) {
            return abort(RedisErrors.CROSSSLOT);
        }
        if (target < 0) {
            aborted |= target != PoolLoop.HOLD;
            return notRouted(target);
        }
        if (connection == null && !open(target)) {
            return false;
        }
        if (isLost()) {
            return abort(pool.codec().error(FailureCause.CLOSED));
        }
        forward(command, words, start, length);
        return true;
    }

    /** Takes a connection to this server and tells it what was queued so far. */
    private boolean open(int target) {
        if (!borrow(target)) {
            return false;
        }
        sendUnanswered(MULTI);
        for (byte[] command : early) {
            sendUnanswered(command);
        }
        early.clear();
        return true;
    }

    private boolean exec(ByteBuf in, int start, int length) {
        if (server >= 0 && pool.isSwitching()) {
            return session.holdOrFail();
        }
        boolean moved = ring != null && ring != pool.ring();
        if ((aborted || moved || isLost()) && !session.isAlone()) {
            // The connection is closed with the transaction, but only behind the replies that are still to come on it.
            return false;
        }
        if (aborted || isLost()) {
            close();
            return error(ABORTED);
        }
        if (server < 0 && early.isEmpty()) {
            close();
            session.reply(Resp.ascii("*0\r\n"));
            return true;
        }
        if (server < 0) {
            int any = pool.anyServer();
            if (any < 0) {
                return notRouted(any);
            }
            if (!open(any)) {
                return false;
            }
        }
        if (moved) {
            boolean touched = watching;
            close();
            session.reply(touched ? new Resp(client.resp()).nilArray().toBytes() : MOVED);
            return true;
        }
        end(in, start, length);
        return true;
    }

    private boolean discard() {
        if (!session.isAlone()) {
            return false;
        }
        close();
        session.reply(Resp.OK);
        return true;
    }

    private boolean abort(byte[] error) {
        aborted = true;
        return error(error);
    }

    private boolean error(byte[] error) {
        session.reply(error);
        return true;
    }

    private void withoutMulti(RedisCommand command) {
        session.reply(RedisErrors.error("ERR " + command.name().toUpperCase(java.util.Locale.ROOT) + " without MULTI"));
    }

    // ---- the connection -----------------------------------------------------------------------------------------

    private boolean borrow(int target) {
        if (!session.isAlone()) {
            return false;
        }
        own = pool.link(target).own();
        connection = own.borrow(client.kind());
        if (connection == null) {
            session.awaitOwn(own);
            return false;
        }
        server = target;
        losses = connection.losses();
        ring = pool.ring();
        return true;
    }

    /** Whether the server has forgotten the transaction because its connection was lost. */
    private boolean isLost() {
        return connection != null && connection.losses() != losses;
    }

    private void forward(RedisCommand command, Words words, int start, int length) {
        Request request = session.request();
        request.server = server;
        dispatcher.noteWrites(command, words, request);
        connection.send(request).write(words.bytes(), start, length);
        pool.link(server).counters().requestBytes += length;
    }

    /** Sends a command whose reply the client has had already. */
    private void sendUnanswered(byte[] command) {
        connection.send(pool.loop().requests().take(null)).write(command);
    }

    /** Sends the last command; its reply gives the connection back. Nothing else of the client overtakes it. */
    private void end(ByteBuf in, int start, int length) {
        Request request = session.request();
        request.server = server;
        ending = new Ending(session, own, connection);
        request.owner = ending;
        connection.send(request).write(in, start, length);
        connection = null;
        forget();
        session.isAlone();
    }

    /** Ends without the server's consent: it discards what is queued when its connection closes. */
    void close() {
        if (connection != null) {
            own.giveBack(connection, false);
            connection = null;
        }
        forget();
    }

    /** The client has gone. */
    void abandon() {
        close();
        if (ending != null) {
            ending.giveBack(false);
        }
    }

    private void forget() {
        state = State.CLOSED;
        watching = false;
        aborted = false;
        server = PoolLoop.NO_SERVER;
        own = null;
        ring = null;
        early.clear();
    }

    private boolean notRouted(int why) {
        if (why == PoolLoop.HOLD) {
            return session.holdOrFail();
        }
        session.fail(pool.causeOf(why));
        return true;
    }

    /** Waits for the reply to the last command, then gives the connection back. */
    private static final class Ending implements RequestOwner {
        private final ClientSession session;
        private final OwnConnections own;
        private final ServerConnection connection;
        private boolean over;

        Ending(ClientSession session, OwnConnections own, ServerConnection connection) {
            this.session = session;
            this.own = own;
            this.connection = connection;
        }

        @Override
        public void onReply(Request request, ByteBuf bytes, int start, int length, boolean last) {
            if (last) {
                giveBack(true);
            }
            session.onReply(request, bytes, start, length, last);
        }

        @Override
        public void onFailure(Request request, FailureCause cause) {
            giveBack(false);
            session.onFailure(request, cause);
        }

        @Override
        public void onHeld(long bytes) {
            session.onHeld(bytes);
        }

        void giveBack(boolean clean) {
            if (!over) {
                over = true;
                own.giveBack(connection, clean);
            }
        }
    }
}
