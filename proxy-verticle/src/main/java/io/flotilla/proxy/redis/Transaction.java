package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.client.PoolLoop;
import io.flotilla.proxy.route.Request;
import io.flotilla.topology.FailureCause;
import io.netty.buffer.ByteBuf;

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
    private static final byte[] TOO_MUCH_EARLY =
            RedisErrors.error("ERR too many commands in a transaction before the first one with a key");
    private static final byte[] MOVED =
            RedisErrors.error("EXECABORT Transaction discarded because the servers of the pool changed.");

    private final ClientSession session;
    private final RedisClient client;
    private final RedisDispatcher dispatcher;
    private final PoolLoop pool;
    private final TransactionRules rules;
    private final EarlyCommands early = new EarlyCommands();
    private final TransactionConnection connection;
    private final TransactionScripts scripts;

    private State state = State.CLOSED;
    private boolean watching;
    private boolean aborted;

    Transaction(ClientSession session, RedisClient client, RedisDispatcher dispatcher, TransactionScripts scripts) {
        this.session = session;
        this.client = client;
        this.dispatcher = dispatcher;
        this.pool = session.pool();
        this.connection = new TransactionConnection(session, client);
        this.scripts = scripts;
        this.rules = new TransactionRules(pool, dispatcher);
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
        if (target == RedisDispatcher.CROSSSLOT
                || connection.isOpen() && target >= 0 && target != connection.server()) {
            session.reply(RedisErrors.CROSSSLOT);
            return true;
        }
        if (target < 0) {
            return notRouted(target);
        }
        if (!connection.isOpen() && !connection.open(target)) {
            return overdue();
        }
        state = State.WATCHING;
        watching = true;
        if (connection.isLost()) {
            // What was watched before is not watched any more, so that EXEC will fail whatever is watched now.
            session.reply(Resp.OK);
        } else {
            forward(command, words, start, length);
        }
        return true;
    }

    private boolean whileWatching(RedisCommand command, Words words, int start, int length) {
        if (isEnd(command) && !command.accepts(words.count())) {
            return endImproperly(command);
        }
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
                    if (!connection.isLost()
                            && command.hasOneFixedKey()
                            && dispatcher.serverOfAllKeys(command, words) == connection.server()) {
                        // On the same connection, so that it takes effect behind the WATCH.
                        forward(command, words, start, length);
                        return true;
                    }
                }
            }
        }
        boolean taken = session.isAlone() && dispatcher.dispatchBeside(command, words, start, length);
        if (taken) {
            connection.follow();
        }
        return taken;
    }

    private boolean unwatch(ByteBuf in, int start, int length) {
        if (!connection.isLost()) {
            connection.end(in, start, length);
            forget();
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
        if (connection.isOpen() && !connection.isLost()) {
            connection.sendUnanswered(MULTI);
        }
        state = State.QUEUEING;
        session.reply(Resp.OK);
    }

    private boolean whileQueueing(RedisCommand command, Words words, int start, int length) {
        if (command == null || !command.accepts(words.count())) {
            return isEnd(command) ? endImproperly(command) : abort(rules.objection(command, words));
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
            default -> {
                byte[] objection = rules.objection(command, words);
                yield objection == null ? queue(command, words, start, length) : abort(objection);
            }
        };
    }

    private static boolean isEnd(RedisCommand command) {
        return command != null && command.name().equals("exec");
    }

    /** EXEC with words too many ends a transaction as well. */
    private boolean endImproperly(RedisCommand exec) {
        if (!session.isAlone()) {
            return false;
        }
        close();
        return error(RedisErrors.wrongArity(exec));
    }

    private boolean queue(RedisCommand command, Words words, int start, int length) {
        int target = rules.server(command, words);
        if (target == TransactionRules.KEYLESS) {
            if (!connection.isOpen() && pool.servers() > 1) {
                return queueEarly(command, words, start, length);
            }
            target = connection.isOpen() ? connection.server() : pool.anyServer();
        }
        if (target == RedisDispatcher.CROSSSLOT
                || target >= 0 && connection.isOpen() && target != connection.server()) {
            return abort(RedisErrors.CROSSSLOT);
        }
        if (target < 0) {
            aborted |= target != PoolLoop.HOLD;
            return notRouted(target);
        }
        if (aborted) {
            return queued();
        }
        if (!connection.isOpen() && !open(target)) {
            return overdue();
        }
        if (connection.isLost()) {
            return abort(pool.codec().error(FailureCause.CLOSED));
        }
        scripts.prepare(command, words, target);
        forward(command, words, start, length);
        return true;
    }

    private boolean queueEarly(RedisCommand command, Words words, int start, int length) {
        if (aborted) {
            return queued();
        }
        if (!early.add(words.bytes(), start, length)) {
            return abort(TOO_MUCH_EARLY);
        }
        scripts.prepare(command, words, PoolLoop.NO_SERVER);
        return queued();
    }

    private boolean queued() {
        session.reply(QUEUED);
        return true;
    }

    /** Takes a connection to this server and tells it what was queued so far. */
    private boolean open(int target) {
        if (!connection.open(target)) {
            return false;
        }
        connection.sendUnanswered(MULTI);
        early.drainTo(connection::sendUnanswered);
        scripts.prepare(target);
        return true;
    }

    /** There was no connection to be had: fails the command if it has waited for long enough, else it is to wait. */
    private boolean overdue() {
        if (!session.isOverdue()) {
            return false;
        }
        aborted |= state == State.QUEUEING;
        session.fail(FailureCause.OVERLOADED);
        return true;
    }

    private boolean exec(ByteBuf in, int start, int length) {
        if (connection.isOpen() && pool.isIsolated(connection.server())) {
            return isolated();
        }
        if (connection.isOpen() && pool.isSwitching()) {
            return session.holdOrFail();
        }
        if (!scripts.areReady()) {
            return false;
        }
        boolean moved = connection.isOutdated();
        if ((aborted || moved || connection.isLost()) && !session.isAlone()) {
            // The connection is closed with the transaction, but only behind the replies that are still to come on it.
            return false;
        }
        if (aborted || connection.isLost()) {
            close();
            return error(ABORTED);
        }
        if (!connection.isOpen() && early.isEmpty()) {
            close();
            session.reply(Resp.ascii("*0\r\n"));
            return true;
        }
        if (!connection.isOpen()) {
            int any = pool.anyServer();
            if (any < 0) {
                return notRouted(any);
            }
            if (!open(any)) {
                return execOverdue();
            }
            if (!scripts.areReady()) {
                return false;
            }
        }
        if (moved) {
            boolean touched = watching;
            close();
            session.reply(touched ? new Resp(client.resp()).nilArray().toBytes() : MOVED);
            return true;
        }
        connection.end(in, start, length);
        forget();
        return true;
    }

    /** What was queued must not take effect on a server that the fleet may have left by now. */
    private boolean isolated() {
        if (!session.isAlone()) {
            return false;
        }
        close();
        return notRouted(PoolLoop.ISOLATED);
    }

    private boolean execOverdue() {
        boolean failed = overdue();
        if (failed) {
            close();
        }
        return failed;
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

    // ---- the end ------------------------------------------------------------------------------------------------

    private void forward(RedisCommand command, Words words, int start, int length) {
        Request request = connection.request();
        dispatcher.noteWrites(command, words, request);
        connection.send(request, words.bytes(), start, length);
    }

    /** Ends without the server's consent. */
    void close() {
        connection.close();
        forget();
    }

    /** The client has gone. */
    void abandon() {
        connection.abandon();
        forget();
    }

    private void forget() {
        state = State.CLOSED;
        watching = false;
        aborted = false;
        early.clear();
        scripts.clear();
    }

    private boolean notRouted(int why) {
        if (why == PoolLoop.HOLD) {
            return session.holdOrFail();
        }
        session.fail(pool.causeOf(why));
        return true;
    }
}
