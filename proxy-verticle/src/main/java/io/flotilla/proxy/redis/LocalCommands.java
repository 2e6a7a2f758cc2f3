package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.client.Users;

/** Commands about the connection, not about data: answered by the proxy, as Redis would. */
final class LocalCommands {
    private final ClientSession session;
    private final RedisClient client;
    private final Runnable unsubscribe;
    private final HelloCommand hello;
    private final ClientCommand clientCommand;

    /** @param unsubscribe ends what the client is subscribed to */
    LocalCommands(
            ClientSession session, RedisClient client, RedisShared shared, SharedSender sender, Runnable unsubscribe) {
        this.session = session;
        this.client = client;
        this.unsubscribe = unsubscribe;
        this.hello = new HelloCommand(session, client, shared, sender);
        this.clientCommand = new ClientCommand(session, client, shared.connected());
    }

    /** Whether a client may use it before it said who it is. */
    static boolean beforeAuthentication(RedisCommand command) {
        return switch (command.name()) {
            case "auth", "hello", "quit", "reset" -> true;
            default -> false;
        };
    }

    /** See {@link RedisDispatcher#dispatch}. */
    boolean dispatch(RedisCommand command, Words words) {
        if (command.name().startsWith("client|")) {
            clientCommand.dispatch(command, words);
            return true;
        }
        switch (command.name()) {
            case "echo" -> session.reply(Resp.bulk(words.copy(1)));
            case "quit" -> quit();
            case "select" -> {
                return select(words);
            }
            case "auth" -> auth(words);
            case "reset" -> {
                return reset();
            }
            case "hello" -> {
                return hello.dispatch(words);
            }
            case "acl|whoami" -> session.reply(Resp.bulk(Resp.ascii(client.user())));
            case "readonly", "readwrite", "asking", "cluster" ->
                session.reply(RedisErrors.error("ERR This instance has cluster support disabled"));
            default -> throw new IllegalStateException("no local command " + command.name());
        }
        return true;
    }

    private void quit() {
        session.reply(Resp.OK);
        session.closeAfterReplies();
    }

    /** What follows goes over other connections, and must not overtake what another database may be changed by. */
    private boolean select(Words words) {
        long index = words.number(1);
        if (index < 0) {
            boolean number = words.text(1).matches("-?\\d+");
            session.reply(number ? RedisErrors.DB_OUT_OF_RANGE : RedisErrors.NOT_AN_INTEGER);
        } else if (index != client.database() && !session.isAlone()) {
            return false;
        } else {
            session.reply(client.select((int) index) ? Resp.OK : RedisErrors.DB_OUT_OF_RANGE);
        }
        return true;
    }

    private void auth(Words words) {
        if (words.count() > 3) {
            session.reply(RedisErrors.SYNTAX);
        } else if (words.count() == 2 && !client.mustAuthenticate()) {
            session.reply(RedisErrors.NO_PASSWORD);
        } else {
            String user = words.count() == 2 ? Users.DEFAULT : words.text(1);
            session.reply(
                    client.authenticate(user, words.copy(words.count() - 1)) ? Resp.OK : failedAuthentication(session));
        }
    }

    /** The error for a wrong user or password, counted. */
    static byte[] failedAuthentication(ClientSession session) {
        session.pool().counters().authFailed++;
        return RedisErrors.WRONGPASS;
    }

    private boolean reset() {
        if (client.kind() != 0 && !session.isAlone()) {
            return false;
        }
        unsubscribe.run();
        if (client.replies() == RedisClient.Replies.NONE) {
            // As in Redis, a reply that is to be skipped is skipped even so.
            session.mute(false);
        }
        client.reset();
        session.reply(Resp.ascii("+RESET\r\n"));
        return true;
    }
}
