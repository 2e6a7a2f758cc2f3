package io.flotilla.proxy.redis;

import java.util.List;

/** {@code COMMAND ...} when there is no server to ask: the command table. */
final class CommandCommand {
    private CommandCommand() {}

    /** Whether {@link #reply} answers it. */
    static boolean knows(RedisCommand command) {
        return switch (command.name()) {
            case "command", "command|count", "command|info", "command|list", "command|getkeys" -> true;
            default -> false;
        };
    }

    /** @param command the row of the subcommand, or of COMMAND itself */
    static byte[] reply(RedisCommand command, Words words, int version) {
        return switch (command.name()) {
            case "command" -> all(version);
            case "command|count" -> Resp.integer(RedisCommands.table().all().size());
            case "command|info" -> words.count() == 2 ? all(version) : info(words, version);
            case "command|list" -> list(words, version);
            case "command|getkeys" -> keys(words, version);
            default -> throw new IllegalStateException("no subcommand " + command.name());
        };
    }

    private static byte[] all(int version) {
        List<RedisCommand> commands = RedisCommands.table().all();
        Resp reply = new Resp(version).array(commands.size());
        commands.forEach(c -> describe(reply, c));
        return reply.toBytes();
    }

    private static byte[] info(Words words, int version) {
        Resp reply = new Resp(version).array(words.count() - 2);
        for (int i = 2; i < words.count(); i++) {
            RedisCommand found = RedisCommands.table().find(words.text(i));
            if (found == null) {
                reply.nil();
            } else {
                describe(reply, found);
            }
        }
        return reply.toBytes();
    }

    /** Ten elements, as Redis 7 describes a command; categories, tips and key specifications are left empty. */
    private static void describe(Resp reply, RedisCommand c) {
        reply.array(10).string(c.name()).number(c.arity());
        boolean flagged = c.write() || c.read();
        boolean movable = !c.keys().isNone() && c.keys().first() == 0;
        reply.set((flagged ? 1 : 0) + (movable ? 1 : 0));
        if (flagged) {
            reply.status(c.write() ? "write" : "readonly");
        }
        if (movable) {
            reply.status("movablekeys");
        }
        reply.number(c.keys().first())
                .number(c.keys().lastOfRange())
                .number(c.keys().first() == 0 ? 0 : c.keys().step());
        List<RedisCommand> subcommands = RedisCommands.table().subcommands(c);
        reply.set(0).array(0).array(0).array(subcommands.size());
        subcommands.forEach(sub -> describe(reply, sub));
    }

    private static byte[] list(Words words, int version) {
        if (words.count() > 2) {
            return RedisErrors.error("ERR COMMAND LIST FILTERBY is not offered by this proxy");
        }
        List<RedisCommand> commands = RedisCommands.table().all();
        Resp reply = new Resp(version).array(commands.size());
        commands.forEach(c -> reply.string(c.name()));
        return reply.toBytes();
    }

    private static byte[] keys(Words words, int version) {
        RedisCommand inner = RedisCommands.table().find(words.text(2));
        if (inner == null) {
            return RedisErrors.error("ERR Invalid command specified");
        }
        Words request = words.from(2);
        if (inner.route() == RedisCommand.Route.CONTAINER) {
            inner = RedisCommands.table().subcommand(inner, request);
        }
        if (!inner.accepts(request.count())) {
            return RedisErrors.error("ERR Invalid number of arguments specified for command");
        }
        int[] found = inner.keys().find(request);
        if (found.length == 0) {
            return RedisErrors.error(
                    inner.keys().isNone()
                            ? "ERR The command has no key arguments"
                            : "ERR Invalid arguments specified for command");
        }
        Resp reply = new Resp(version).array(found.length);
        for (int word : found) {
            reply.string(request.text(word));
        }
        return reply.toBytes();
    }
}
