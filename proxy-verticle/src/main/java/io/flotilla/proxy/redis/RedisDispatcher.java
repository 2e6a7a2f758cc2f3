package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.client.PoolLoop;
import io.flotilla.proxy.client.Upload;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.server.ServerConnection;
import io.flotilla.proxy.server.ServerLink;
import io.flotilla.topology.FailureCause;
import io.netty.buffer.ByteBuf;

/** Decides what happens to one whole request of a client: forwarded, split, answered here, or refused. */
final class RedisDispatcher {
    /** The keys of a request are on different servers. */
    static final int CROSSSLOT = -100;

    private final ClientSession session;
    private final RedisClient client;
    private final PoolLoop pool;
    private final RedisCommands commands = RedisCommands.table();
    private final SessionParts parts;
    private final BlockedCommand blocked;
    /** The latest request that was streamed; its reply may still be to come when the stream has ended. */
    private Upload streamed;

    private final ScriptRuns scriptRuns;

    RedisDispatcher(ClientSession session, RedisClient client, RedisCodec codec) {
        this.session = session;
        this.client = client;
        this.pool = session.pool();
        SharedSender sender = new SharedSender(session, client);
        this.blocked = new BlockedCommand(session, client, sender);
        this.scriptRuns = codec.shared().scriptRuns();
        this.parts = new SessionParts(session, client, codec, this, sender);
    }

    /**
     * Dispatches the request whose wire form is {@code length} bytes of {@code in} from {@code start}.
     *
     * @return false if the session was paused and the request must be dispatched again later
     */
    boolean dispatch(Words words, ByteBuf in, int start, int length) {
        RedisCommand command = commands.find(in, words.start(0), words.length(0));
        if (command == null && isHttp(words)) {
            session.closeAfterReplies();
            return true;
        }
        if (command != null && command.route() == RedisCommand.Route.CONTAINER) {
            command = commands.subcommand(command, words);
        }
        client.sends(command, pool.loop().now());
        if (client.replies() != RedisClient.Replies.ALL) {
            return dispatchMuted(command, words, in, start, length);
        }
        return dispatchOpen(command, words, in, start, length);
    }

    /**
     * Whether a line of an HTTP request came in. A browser that was talked into this port must not get on to the lines that
     * somebody else has written for it; Redis hangs up as well.
     */
    private static boolean isHttp(Words words) {
        return words.is(0, "POST") || words.is(0, "HOST:");
    }

    /** A request to which the client wants no reply: see CLIENT REPLY. */
    private boolean dispatchMuted(RedisCommand command, Words words, ByteBuf in, int start, int length) {
        boolean onlyThis = client.replies() == RedisClient.Replies.ALL_BUT_NEXT;
        if (onlyThis) {
            // Before the request, which may be another CLIENT REPLY SKIP.
            client.replies(RedisClient.Replies.ALL);
        }
        session.mute(true);
        boolean taken = dispatchOpen(command, words, in, start, length);
        session.mute(false);
        if (onlyThis && !taken) {
            client.replies(RedisClient.Replies.ALL_BUT_NEXT);
        }
        return taken;
    }

    /** Answers a request that is not dispatched, because of what it is on the wire, if the client wants a reply to it. */
    void answer(byte[] reply) {
        session.mute(client.replies() != RedisClient.Replies.ALL);
        session.reply(reply);
        session.mute(false);
        client.skippedReply();
    }

    private boolean dispatchOpen(RedisCommand command, Words words, ByteBuf in, int start, int length) {
        if (parts.isRestricted()
                && isProper(command, words)
                && parts.subscriptions().intercepts(command, words)) {
            return true;
        }
        if (parts.isInTransaction()) {
            return parts.transaction().dispatch(command, words, start, length);
        }
        return dispatch(command, words, in, start, length);
    }

    private boolean dispatch(RedisCommand command, Words words, ByteBuf in, int start, int length) {
        if (!isProper(command, words)) {
            return dispatchUnusual(command, words);
        }
        if (command.hasOneFixedKey()) {
            int key = command.keys().first();
            int server = pool.route(in, words.start(key), words.length(key));
            return toOne(command, words, server, in, start, length);
        }
        return switch (command.route()) {
            case KEYS, SCRIPT -> toServerOfAllKeys(command, words, in, start, length);
            case SPLIT_ARRAY, SPLIT_SUM, SPLIT_OK -> parts.splitter().dispatch(command, words, start, length);
            case LOCAL -> local(command, words, in, start, length);
            case TRANSACTION -> parts.transaction().begin(command, words, start, length);
            case BLOCKING -> blocking(command, words, in, start, length);
            case PUSH -> parts.subscriptions().dispatch(command, words);
            case FLEET -> parts.fleet().dispatch(command, words, start, length);
            case CONTAINER -> withoutSubcommand(command, words, start, length);
            case SINGLE -> toOnlyServer(command, words, in, start, length);
            default -> refuse(command);
        };
    }

    private boolean local(RedisCommand command, Words words, ByteBuf in, int start, int length) {
        if (command.name().equals("ping")) {
            parts.scriptControl().ping(command, words, in, start, length);
            return true;
        }
        return parts.local().dispatch(command, words);
    }

    private boolean isProper(RedisCommand command, Words words) {
        return command != null && command.accepts(words.count()) && client.isAuthenticated();
    }

    private boolean dispatchUnusual(RedisCommand command, Words words) {
        if (command == null) {
            session.reply(RedisErrors.unknownCommand(words));
        } else if (!command.accepts(words.count())) {
            session.reply(RedisErrors.wrongArity(command));
        } else if (command.route() == RedisCommand.Route.CONTAINER && words.count() > 1) {
            session.reply(RedisErrors.unknownSubcommand(command, words.text(1)));
        } else if (LocalCommands.beforeAuthentication(command)) {
            return parts.local().dispatch(command, words);
        } else {
            session.reply(RedisErrors.NOAUTH);
        }
        return true;
    }

    /** A container by itself, which only COMMAND may be, or with a subcommand that it has not got. */
    private boolean withoutSubcommand(RedisCommand container, Words words, int start, int length) {
        if (words.count() == 1) {
            return parts.fleet().dispatch(container, words, start, length);
        }
        session.reply(RedisErrors.unknownSubcommand(container, words.text(1)));
        return true;
    }

    private boolean toOnlyServer(RedisCommand command, Words words, ByteBuf in, int start, int length) {
        return pool.servers() > 1 ? refuse(command) : toOne(command, words, pool.anyServer(), in, start, length);
    }

    private boolean refuse(RedisCommand command) {
        session.reply(RedisErrors.refused(command));
        return true;
    }

    private boolean toServerOfAllKeys(RedisCommand command, Words words, ByteBuf in, int start, int length) {
        if (!Databases.contain(pool.config(), command, words)) {
            session.reply(RedisErrors.DB_OUT_OF_RANGE);
            return true;
        }
        int server = serverOfAllKeys(command, words);
        if (server == CROSSSLOT) {
            session.reply(RedisErrors.CROSSSLOT);
            return true;
        }
        return toServer(command, words, server, in, start, length);
    }

    /** Tells the pool which keys a request writes, for the time when a server that misses them comes back. */
    void noteWrites(RedisCommand command, Words words, Request request) {
        if (!command.write() || !pool.remembersWrites()) {
            return;
        }
        for (int key : command.keys().find(words)) {
            pool.written(request, words.bytes(), words.start(key), words.length(key));
        }
    }

    /** The one server of all keys, {@link #CROSSSLOT}, or negative as {@link PoolLoop#route}. */
    int serverOfAllKeys(RedisCommand command, Words words) {
        int[] keys = command.keys().find(words);
        if (keys.length == 0) {
            // No key, or none to be found: any server explains what is wrong, or answers a script without keys.
            return pool.anyServer();
        }
        int server = route(words, keys[0]);
        for (int i = 1; i < keys.length; i++) {
            int other = route(words, keys[i]);
            if (other == PoolLoop.HOLD || server == PoolLoop.HOLD) {
                return PoolLoop.HOLD;
            }
            if (other != server) {
                return CROSSSLOT;
            }
        }
        return SortPatterns.serverOf(pool, command, words, server);
    }

    private int route(Words words, int key) {
        return pool.route(words.bytes(), words.start(key), words.length(key));
    }

    /** Waits in the server, on a connection of its own. */
    private boolean blocking(RedisCommand command, Words words, ByteBuf in, int start, int length) {
        if (command.keys().isStreams() && !words.contains("BLOCK")) {
            return toServerOfAllKeys(command, words, in, start, length);
        }
        int server = serverOfAllKeys(command, words);
        if (server == CROSSSLOT) {
            session.reply(RedisErrors.CROSSSLOT);
            return true;
        }
        if (server < 0) {
            return notRouted(server);
        }
        if (!blocked.begin(server)) {
            return overdue();
        }
        noteWrites(command, words, blocked.request());
        blocked.send(in, start, length);
        return true;
    }

    /** There was no connection to be had: fails the request if it has waited for long enough, else it is to wait. */
    private boolean overdue() {
        boolean tooLong = session.isOverdue();
        if (tooLong) {
            session.fail(FailureCause.OVERLOADED);
        }
        return tooLong;
    }

    private boolean toServer(RedisCommand command, Words words, int server, ByteBuf in, int start, int length) {
        if (server >= 0 && command.runsScript()) {
            scriptRuns.begin(server, pool.loop().now());
        }
        if (server >= 0 && command.route() == RedisCommand.Route.SCRIPT) {
            parts.scripts().dispatch(command, words, server, start, length, sent -> noteWrites(command, words, sent));
            return true;
        }
        return toOne(command, words, server, in, start, length);
    }

    private boolean toOne(RedisCommand command, Words words, int server, ByteBuf in, int start, int length) {
        if (server < 0) {
            return notRouted(server);
        }
        ServerLink link = pool.link(server);
        ServerConnection connection = link.shared(client.kind(), session.number());
        Request request = session.request();
        request.server = server;
        noteWrites(command, words, request);
        connection.send(request).write(in, start, length);
        link.counters().requestBytes += length;
        session.respectBacklog(connection);
        return true;
    }

    private boolean notRouted(int why) {
        if (why == PoolLoop.HOLD) {
            return session.holdOrFail();
        }
        session.fail(pool.causeOf(why));
        return true;
    }

    /** A request outside the transaction that the client has open: see {@link Transaction}. */
    boolean dispatchBeside(RedisCommand command, Words words, int start, int length) {
        return dispatch(command, words, words.bytes(), start, length);
    }

    /** Whether the client is blocked by a command that waits. */
    boolean isWaiting() {
        return blocked.isUnanswered();
    }

    /** The latest command of the client that waited in a server. */
    BlockedCommand blocked() {
        return blocked;
    }

    /** The client has gone. */
    void close() {
        parts.close();
        blocked.abandon();
        if (streamed != null) {
            streamed.abandon();
        }
    }

    // ---- requests that are not whole yet ------------------------------------------------------------------------

    /** Whether a request can be sent on its way with only its first words known. */
    boolean canStream(Words words) {
        if (words.count() == 0 || !client.isAuthenticated() || parts.isInTransaction() || parts.isRestricted()) {
            return false;
        }
        RedisCommand command = commands.find(words.bytes(), words.start(0), words.length(0));
        return command != null && command.hasOneFixedKey() && command.keys().first() < words.count();
    }

    /**
     * Begins to stream a request that {@link #canStream}.
     *
     * @return {@code null} if the session was paused; to be tried again later
     */
    RedisStream stream(Words words, int expected) {
        RedisCommand command = commands.find(words.bytes(), words.start(0), words.length(0));
        if (!command.accepts(expected)) {
            return RedisStream.skip(this, words, expected, RedisErrors.wrongArity(command));
        }
        int key = command.keys().first();
        int server = pool.route(words.bytes(), words.start(key), words.length(key));
        if (server == PoolLoop.HOLD && !session.isHeldTooLong()) {
            session.holdOrFail();
            return null;
        }
        if (server < 0) {
            return skip(words, expected, pool.causeOf(server));
        }
        Upload upload = Upload.begin(session, server, client.kind(), client.replies() != RedisClient.Replies.ALL);
        if (upload == null) {
            return session.isOverdue() ? skip(words, expected, FailureCause.OVERLOADED) : null;
        }
        client.skippedReply();
        streamed = upload;
        noteWrites(command, words, upload.request());
        return RedisStream.to(upload, words, expected);
    }

    private RedisStream skip(Words words, int expected, FailureCause cause) {
        pool.counters().forwardError++;
        return RedisStream.skip(this, words, expected, pool.codec().error(cause));
    }
}
