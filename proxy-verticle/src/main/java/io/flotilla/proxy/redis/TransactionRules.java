package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.PoolLoop;

/** What may be part of a transaction, which one server executes, and for which server a command decides. */
final class TransactionRules {
    /** A command that any server can execute. */
    static final int KEYLESS = -200;

    private static final byte[] NOT_INSIDE = RedisErrors.error("ERR Command not allowed inside a transaction");

    private final PoolLoop pool;
    private final RedisDispatcher dispatcher;

    TransactionRules(PoolLoop pool, RedisDispatcher dispatcher) {
        this.pool = pool;
        this.dispatcher = dispatcher;
    }

    /** The error that keeps a command out of transactions and aborts the one under way; {@code null} if there is none. */
    byte[] objection(RedisCommand command, Words words) {
        if (command == null) {
            return RedisErrors.unknownCommand(words);
        }
        if (!command.accepts(words.count())) {
            return RedisErrors.wrongArity(command);
        }
        if (command.route() == RedisCommand.Route.LOCAL && !isEchoed(command)) {
            // What a client says of its own connection must not be said of the server connection it borrows.
            return RedisErrors.error("ERR Command '" + command.name() + "' not allowed inside a transaction");
        }
        if (cannotBePart(command, words)) {
            return isNoPartInRedis(command)
                    ? NOT_INSIDE
                    : RedisErrors.error("ERR '" + command.name() + "' cannot be part of a transaction on one server");
        }
        if (command.route() == RedisCommand.Route.CONTAINER && words.count() > 1) {
            return RedisErrors.unknownSubcommand(command, words.text(1));
        }
        if (command.name().equals("config|set")) {
            return ConfigRules.objection(words);
        }
        return Databases.contain(pool.config(), command, words) ? null : RedisErrors.DB_OUT_OF_RANGE;
    }

    private static boolean isEchoed(RedisCommand command) {
        return command.name().equals("ping") || command.name().equals("echo");
    }

    /** Redis has its own words for these. */
    private static boolean isNoPartInRedis(RedisCommand command) {
        return switch (command.name()) {
            case "save", "shutdown", "sync", "psync" -> true;
            default -> false;
        };
    }

    private boolean cannotBePart(RedisCommand command, Words words) {
        return switch (command.route()) {
            case PUSH, REFUSED -> true;
            case FLEET, SINGLE ->
                pool.servers() > 1
                        ? !concernsOneServer(command, words)
                        : command.name().equals("debug") && DebugCommand.of(words) == DebugCommand.FATAL;
            default -> false;
        };
    }

    /** Whether it makes sense on the server of the transaction alone, although it is about all servers outside of one. */
    private static boolean concernsOneServer(RedisCommand command, Words words) {
        return switch (command.name()) {
            case "publish", "spublish", "move", "script|load", "time", "wait", "lolwut" -> true;
            case "debug" -> {
                DebugCommand about = DebugCommand.of(words);
                yield about == DebugCommand.ANY_SERVER || about == DebugCommand.EVERY_SERVER;
            }
            default -> command.name().startsWith("command|") || command.name().endsWith("|help");
        };
    }

    /**
     * The server that a command decides for, or {@link #KEYLESS}; else as {@link RedisDispatcher#serverOfAllKeys}. A channel is
     * on the server that a key of its name would have.
     */
    int server(RedisCommand command, Words words) {
        if (command.name().equals("publish")) {
            return pool.route(words.bytes(), words.start(1), words.length(1));
        }
        return command.keys().find(words).length > 0 ? dispatcher.serverOfAllKeys(command, words) : KEYLESS;
    }
}
