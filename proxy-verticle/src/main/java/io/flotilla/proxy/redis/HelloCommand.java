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

    HelloCommand(ClientSession session, RedisClient client, RedisShared shared, SharedSender sender) {
        this.session = session;
        this.client = client;
        this.shared = shared;
        this.sender = sender;
    }

    void dispatch(Words words) {
        int version = client.resp();
        if (words.count() > 1) {
            if (!words.text(1).matches("-?\\d{1,18}")) {
                session.reply(RedisErrors.NOT_A_VERSION);
                return;
            }
            version = (int) words.number(1);
            if (version < 2 || version > 3) {
                session.reply(RedisErrors.NOPROTO);
                return;
            }
        }
        byte[] error = options(words);
        if (error != null) {
            session.reply(error);
        } else {
            client.resp(version);
            greet();
        }
    }

    private void greet() {
        PoolLoop pool = session.pool();
        int[] servers =
                IntStream.range(0, pool.servers()).filter(pool.ring()::contains).toArray();
        String version = shared.serverVersion();
        if (version != null || pool.isRefusing() || servers.length == 0) {
            session.reply(Greeting.toBytes(client, version == null ? RedisShared.ASSUMED_VERSION : version));
            return;
        }
        Greeting greeting = new Greeting(session, client, shared, session.request(), servers.length);
        for (int server : servers) {
            sender.send(greeting.fragment(server), Greeting.QUESTION);
        }
        greeting.seal();
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
}
