package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;

/**
 * {@code HELLO [2|3 [AUTH user password] [SETNAME name]]}: the client chooses its RESP version, to which its requests'
 * server connections are then bound. Key order and texts as Redis 7.
 */
final class HelloCommand {
    /** The Redis whose commands and replies the proxy speaks; clients derive features from it. */
    static final String REDIS_VERSION = "7.4.0";

    private final ClientSession session;
    private final RedisClient client;

    HelloCommand(ClientSession session, RedisClient client) {
        this.session = session;
        this.client = client;
    }

    void dispatch(Words words) {
        int version = client.resp();
        int at = 1;
        if (words.count() > 1) {
            long wanted = words.number(1);
            if (wanted < 0) {
                session.reply(RedisErrors.NOT_A_VERSION);
                return;
            }
            if (wanted < 2 || wanted > 3) {
                session.reply(RedisErrors.NOPROTO);
                return;
            }
            version = (int) wanted;
            at = 2;
        }
        byte[] error = options(words, at);
        if (error != null) {
            session.reply(error);
        } else if (!client.isAuthenticated()) {
            session.reply(RedisErrors.NOAUTH_HELLO);
        } else {
            client.resp(version);
            session.reply(greeting(version, client.id()));
        }
    }

    /** Applies the options; returns the error that ends the command, or {@code null}. */
    private byte[] options(Words words, int from) {
        String name = null;
        for (int i = from; i < words.count(); ) {
            if (words.is(i, "AUTH") && i + 2 < words.count()) {
                boolean open = !client.hasPassword() && words.text(i + 1).equals("default");
                if (!open && !client.authenticate(words.text(i + 1), words.text(i + 2))) {
                    return RedisErrors.WRONGPASS;
                }
                i += 3;
            } else if (words.is(i, "SETNAME") && i + 1 < words.count()) {
                name = words.text(i + 1);
                if (!ClientCommand.isValidName(name)) {
                    return RedisErrors.BAD_CLIENT_NAME;
                }
                i += 2;
            } else {
                return RedisErrors.error("ERR Syntax error in HELLO option '" + words.text(i) + "'");
            }
        }
        if (name != null) {
            client.name(name);
        }
        return null;
    }

    private static byte[] greeting(int version, int id) {
        return new Resp(version)
                .map(7)
                .string("server")
                .string("redis")
                .string("version")
                .string(REDIS_VERSION)
                .string("proto")
                .number(version)
                .string("id")
                .number(id)
                .string("mode")
                .string("standalone")
                .string("role")
                .string("master")
                .string("modules")
                .array(0)
                .toBytes();
    }
}
