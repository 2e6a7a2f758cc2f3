package io.flotilla.proxy.redis;

import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Locale;

/** {@code COMMAND ...}: the command table, as clients ask for it. */
final class CommandCommand {
    private CommandCommand() {}

    static byte[] reply(RedisCommand command, Words words, int version) {
        if (words.count() == 1) {
            return all(version);
        }
        return switch (words.text(1).toUpperCase(Locale.ROOT)) {
            case "COUNT" -> Resp.integer(RedisCommands.table().all().size());
            case "INFO" -> words.count() == 2 ? all(version) : info(words, version);
            case "LIST" -> list(version);
            case "DOCS" -> docs(words, version);
            case "GETKEYS" -> keys(words, version);
            default -> RedisErrors.unknownSubcommand(command, words.text(1));
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
            RedisCommand found = find(words.text(i));
            if (found == null) {
                reply.nilArray();
            } else {
                describe(reply, found);
            }
        }
        return reply.toBytes();
    }

    private static RedisCommand find(String name) {
        byte[] bytes = Resp.ascii(name);
        return RedisCommands.table().find(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
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
        reply.set(0).array(0).array(0).array(0);
    }

    private static byte[] list(int version) {
        List<RedisCommand> commands = RedisCommands.table().all();
        Resp reply = new Resp(version).array(commands.size());
        commands.forEach(c -> reply.string(c.name()));
        return reply.toBytes();
    }

    private static byte[] docs(Words words, int version) {
        List<RedisCommand> wanted = words.count() == 2
                ? RedisCommands.table().all()
                : java.util.stream.IntStream.range(2, words.count())
                        .mapToObj(i -> find(words.text(i)))
                        .filter(java.util.Objects::nonNull)
                        .toList();
        Resp reply = new Resp(version).map(wanted.size());
        for (RedisCommand c : wanted) {
            reply.string(c.name())
                    .map(1)
                    .string("summary")
                    .string(c.note().isEmpty() ? "See the documentation of Redis." : "Refused: " + c.note() + ".");
        }
        return reply.toBytes();
    }

    private static byte[] keys(Words words, int version) {
        if (words.count() < 3) {
            return RedisErrors.error("ERR wrong number of arguments for 'command|getkeys' command");
        }
        RedisCommand inner = find(words.text(2));
        if (inner == null) {
            return RedisErrors.error("ERR Invalid command specified");
        }
        Words request = words.from(2);
        if (!inner.accepts(request.count())) {
            return RedisErrors.error("ERR Invalid number of arguments specified for command");
        }
        int[] found = inner.keys().find(request);
        if (found.length == 0) {
            return RedisErrors.error("ERR The command has no key arguments");
        }
        Resp reply = new Resp(version).array(found.length);
        for (int word : found) {
            reply.string(request.text(word));
        }
        return reply.toBytes();
    }
}
