package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.client.PoolLoop;
import java.util.stream.IntStream;

/**
 * {@code HELLO [2|3 [AUTH user password] [SETNAME name]]}: the client chooses its RESP version, to which its requests'
 * server connections are then bound. Key order and texts as Redis 7. The version of Redis that it shows is the servers' own,
 * the lowest, as INFO shows it.
 */
final class HelloCommand {
    private final ClientSession session;
    private final RedisClient client;
    private final RedisShared shared;
    private final SharedSender sender;
    /** What the client waits for; {@code null} if it does not wait. */
    private VersionQuestion question;

    HelloCommand(ClientSession session, RedisClient client, RedisShared shared, SharedSender sender) {
        this.session = session;
        this.client = client;
        this.shared = shared;
        this.sender = sender;
    }

    /** See {@link RedisDispatcher#dispatch}. */
    boolean dispatch(Words words) {
        int version = client.resp();
        if (words.count() > 1) {
            if (!words.text(1).matches("-?\\d{1,18}")) {
                session.reply(RedisErrors.NOT_A_VERSION);
                return true;
            }
            version = (int) words.number(1);
            if (version < 2 || version > 3) {
                session.reply(RedisErrors.NOPROTO);
                return true;
            }
        }
        if (version != client.resp() && !session.isAlone()) {
            // What follows goes over other connections, and must not overtake what came before.
            return false;
        }
        byte[] error = options(words);
        if (error != null) {
            session.reply(error);
            return true;
        }
        client.resp(version);
        return greet();
    }

    private boolean greet() {
        if (shared.serverVersion() == null && isWaiting()) {
            return false;
        }
        question = null;
        session.reply(greeting());
        return true;
    }

    /** Whether servers have yet to say their versions; asks them the first time. */
    private boolean isWaiting() {
        if (question == null) {
            PoolLoop pool = session.pool();
            int[] servers = IntStream.range(0, pool.servers())
                    .filter(pool.ring()::contains)
                    .toArray();
            if (pool.isRefusing() || servers.length == 0) {
                return false;
            }
            question = new VersionQuestion(session, shared);
            question.ask(servers, sender);
        } else if (!question.isOver()) {
            session.awaitConfirmation();
        }
        return !question.isOver();
    }

    /** Applies the options, all or none; returns the error that ends the command, or {@code null}. */
    private byte[] options(Words words) {
        int auth = 0;
        int name = 0;
        for (int i = 2; i < words.count(); ) {
            if (words.is(i, "AUTH") && i + 2 < words.count()) {
                auth = i;
                i += 3;
            } else if (words.is(i, "SETNAME") && i + 1 < words.count()) {
                name = i;
                if (!ClientCommand.isValidName(words.text(i + 1))) {
                    return RedisErrors.BAD_CLIENT_NAME;
                }
                i += 2;
            } else {
                return RedisErrors.error("ERR Syntax error in HELLO option '" + words.text(i) + "'");
            }
        }
        if (auth > 0 && !client.authenticate(words.text(auth + 1), words.copy(auth + 2))) {
            return LocalCommands.failedAuthentication(session);
        }
        if (!client.isAuthenticated()) {
            return RedisErrors.NOAUTH_HELLO;
        }
        if (name > 0) {
            client.name(words.text(name + 1));
        }
        return null;
    }

    private byte[] greeting() {
        String version = shared.serverVersion();
        return new Resp(client.resp())
                .map(7)
                .string("server")
                .string("redis")
                .string("version")
                .string(version == null ? RedisShared.ASSUMED_VERSION : version)
                .string("proto")
                .number(client.resp())
                .string("id")
                .number(client.id())
                .string("mode")
                .string("standalone")
                .string("role")
                .string("master")
                .string("modules")
                .array(0)
                .toBytes();
    }
}
