package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.client.PoolLoop;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.route.Split;
import io.flotilla.topology.FailureCause;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Commands that are about all servers of a pool, not about keys: sent to every server that is in, and their replies made into
 * one; or answered by any of them; or here.
 */
final class FleetCommands {
    /** Makes the merge for a request to so many servers. */
    @FunctionalInterface
    private interface Merger {
        Split merge(ClientSession session, Request whole, int servers);
    }

    private final ClientSession session;
    private final RedisClient client;
    private final RedisShared shared;
    private final PoolLoop pool;
    private final SharedSender sender;
    private final ScriptControl scriptControl;
    private final BlockedCommand blocked;
    private final ScanCommand scan;
    private final SubscriptionsFirst subscriptionsFirst;
    private Words words;
    private int start;
    private int length;

    FleetCommands(
            ClientSession session,
            RedisClient client,
            RedisShared shared,
            SharedSender sender,
            ScriptControl scriptControl,
            BlockedCommand blocked) {
        this.session = session;
        this.client = client;
        this.shared = shared;
        this.pool = session.pool();
        this.sender = sender;
        this.scriptControl = scriptControl;
        this.blocked = blocked;
        this.scan = new ScanCommand(session, sender);
        this.subscriptionsFirst = new SubscriptionsFirst(session, shared.pendingSubscriptions());
    }

    /** See {@link RedisDispatcher#dispatch}. */
    boolean dispatch(RedisCommand command, Words request, int from, int bytes) {
        words = request;
        start = from;
        length = bytes;
        if (pool.isRefusing()) {
            session.fail(FailureCause.ISOLATED);
            return true;
        }
        switch (command.name()) {
            case "info" -> info();
            case "time" -> time();
            case "role" -> role();
            case "publish", "spublish" -> {
                return !subscriptionsFirst.hold(command, words) && publish();
            }
            case "debug" -> {
                return debug();
            }
            case "move" -> {
                return Databases.contain(pool.config(), command, words) ? move() : refuseDatabase();
            }
            default -> {
                if (pool.isSwitching()) {
                    return session.holdOrFail();
                }
                if (pool.ring().size() == 0 && CommandCommand.knows(command)) {
                    session.reply(CommandCommand.reply(command, words, client.resp()));
                } else if (pool.ring().size() == 0) {
                    session.fail(FailureCause.NO_SERVER);
                } else if (isAboutRunningScript(command)) {
                    return scriptControl.dispatch(command, serversIn(), words.bytes(), start, length);
                } else if (isAboutSubscriptions(command) && subscriptionsFirst.hold(command, words)) {
                    return false;
                } else if (isWait(command)) {
                    return await(command);
                } else {
                    toServers(command);
                }
            }
        }
        return true;
    }

    private static boolean isWait(RedisCommand command) {
        return command.name().equals("wait") || command.name().equals("waitaof");
    }

    private static boolean isAboutSubscriptions(RedisCommand command) {
        return command.name().startsWith("pubsub|");
    }

    /** Nothing else of the client is on its way while it waits, as with a command that waits in a server. */
    private boolean await(RedisCommand command) {
        if (!session.isAlone()) {
            return false;
        }
        blocked.waits(WaitCommand.dispatch(session, sender, serversIn(), command, words));
        session.isAlone();
        return true;
    }

    private static boolean isAboutRunningScript(RedisCommand command) {
        return switch (command.name()) {
            case "script|kill", "function|kill", "function|stats" -> true;
            default -> false;
        };
    }

    private void toServers(RedisCommand command) {
        switch (command.name()) {
            case "dbsize", "slowlog|len", "latency|reset" -> toAll((s, w, n) -> new NumberMerge(s, w, n, Long::sum));
            case "lastsave" -> toAll((s, w, n) -> new NumberMerge(s, w, n, Math::min));
            case "pubsub|numpat" -> toAll((s, w, n) -> new NumberMerge(s, w, n, Math::max));
            case "pubsub|numsub", "pubsub|shardnumsub" ->
                toAll((s, w, n) -> new PositionMerge(s, w, n, Long::sum, null));
            case "pubsub|channels", "pubsub|shardchannels" -> toAll(ListMerge::distinct);
            case "latency|latest" -> toAll(LatencyMerge::latest);
            case "latency|history" -> toAll(LatencyMerge::history);
            case "latency|histogram" -> toAll((s, w, n) -> LatencyMerge.histogram(s, w, n, client.resp()));
            case "latency|doctor", "memory|doctor", "memory|malloc-stats" ->
                toAll((s, w, n) -> new TextMerge(s, w, n, client.resp()));
            case "keys" -> toAll(ListMerge::ownKeys);
            case "slowlog|get" -> toAll((s, w, n) -> new SlowlogMerge(s, w, n, words));
            case "flushall", "flushdb" -> {
                pool.flushed();
                toAll(StatusMerge::new);
            }
            case "bgrewriteaof",
                    "bgsave",
                    "save",
                    "config|resetstat",
                    "config|rewrite",
                    "function|delete",
                    "function|flush",
                    "function|load",
                    "function|restore",
                    "memory|purge",
                    "pfselftest",
                    "slowlog|reset" -> toAll(StatusMerge::new);
            case "swapdb" -> {
                if (Databases.contain(pool.config(), command, words)) {
                    // What a server that is out misses is every key of two databases.
                    pool.flushed();
                    toAll(StatusMerge::new);
                } else {
                    refuseDatabase();
                }
            }
            case "script|load" -> scriptLoad();
            case "script|exists" -> scriptExists();
            case "script|flush" -> {
                shared.scripts().clear();
                toAll(StatusMerge::new);
            }
            case "config|get" -> configGet();
            case "config|set" -> configSet();
            case "scan" -> scan.dispatch(words, start, length);
            case "randomkey" -> new RandomKey(session, sender, serversIn()).askNext();
            default -> sender.sendNext(pool.anyServer(), words.bytes(), start, length);
        }
    }

    private int[] serversIn() {
        return IntStream.range(0, pool.servers()).filter(pool.ring()::contains).toArray();
    }

    /** Sends the request to every server that is in. */
    private void toAll(Merger merger) {
        int[] servers = serversIn();
        Split merge = merger.merge(session, session.request(), servers.length);
        pool.counters().fragments += servers.length;
        for (int server : servers) {
            sender.send(merge.fragment(server), words.bytes(), start, length);
        }
        merge.seal();
    }

    private void info() {
        if (wantsOnly("FLOTILLA")) {
            new InfoMerge(session, shared, client.resp(), session.request(), 0, words).seal();
        } else {
            toAll((s, whole, n) -> new InfoMerge(s, shared, client.resp(), whole, n, words));
        }
    }

    private boolean wantsOnly(String section) {
        return words.count() == 2 && words.is(1, section);
    }

    private void time() {
        long micros = System.currentTimeMillis() * 1000 + System.nanoTime() / 1000 % 1000;
        session.reply(new Resp(client.resp())
                .array(2)
                .string(Long.toString(micros / 1_000_000))
                .string(Long.toString(micros % 1_000_000))
                .toBytes());
    }

    private void role() {
        session.reply(new Resp(client.resp())
                .array(3)
                .string("master")
                .number(0)
                .array(0)
                .toBytes());
    }

    /** A channel lives on the server that a key of its name would have. */
    private boolean publish() {
        int server = pool.route(words.bytes(), words.start(1), words.length(1));
        if (server == PoolLoop.HOLD) {
            return session.holdOrFail();
        }
        sender.sendNext(server, words.bytes(), start, length);
        return true;
    }

    private boolean debug() {
        DebugCommand about = DebugCommand.of(words);
        String refusal = about.refusal(pool.servers());
        if (refusal != null) {
            session.reply(RedisErrors.refused("debug|" + words.text(1).toLowerCase(Locale.ROOT), refusal));
            return true;
        }
        if (about == DebugCommand.KEY || about == DebugCommand.KEYS) {
            return debugKeys(about == DebugCommand.KEY ? 3 : words.count());
        }
        if (pool.isSwitching()) {
            return session.holdOrFail();
        }
        if (pool.ring().size() == 0) {
            session.fail(FailureCause.NO_SERVER);
        } else if (about == DebugCommand.ANY_SERVER) {
            sender.sendNext(pool.anyServer(), words.bytes(), start, length);
        } else {
            toAll(about == DebugCommand.DIGEST ? DigestMerge::new : StatusMerge::new);
        }
        return true;
    }

    /** The keys are the words from the third on, up to {@code end}. */
    private boolean debugKeys(int end) {
        int server = pool.route(words.bytes(), words.start(2), words.length(2));
        for (int i = 3; i < end; i++) {
            int other = pool.route(words.bytes(), words.start(i), words.length(i));
            if (other == PoolLoop.HOLD || server == PoolLoop.HOLD) {
                return session.holdOrFail();
            }
            if (other != server) {
                session.reply(RedisErrors.CROSSSLOT);
                return true;
            }
        }
        if (server == PoolLoop.HOLD) {
            return session.holdOrFail();
        }
        sender.sendNext(server, words.bytes(), start, length);
        return true;
    }

    private boolean move() {
        int server = pool.route(words.bytes(), words.start(1), words.length(1));
        if (server == PoolLoop.HOLD) {
            return session.holdOrFail();
        }
        sender.sendNextWrite(server, words, 1, start, length);
        return true;
    }

    private boolean refuseDatabase() {
        session.reply(RedisErrors.DB_OUT_OF_RANGE);
        return true;
    }

    private void scriptLoad() {
        byte[] body = words.copy(2);
        toAll((s, whole, n) -> new ScriptLoadMerge(s, whole, n, shared.scripts(), body));
    }

    private void scriptExists() {
        long[] known = new long[words.count() - 2];
        for (int i = 0; i < known.length; i++) {
            known[i] = shared.scripts().find(words.text(i + 2)) == null ? 0 : 1;
        }
        toAll((s, whole, n) -> new PositionMerge(s, whole, n, Math::min, known));
    }

    private void configSet() {
        byte[] objection = ConfigRules.objection(words);
        if (objection != null) {
            session.reply(objection);
        } else {
            toAll(StatusMerge::new);
        }
    }

    private void configGet() {
        ConfigMerge merge = new ConfigMerge(session, session.request());
        sender.send(merge.fragment(serversIn()[0]), words.bytes(), start, length);
        merge.seal();
    }
}
