package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.route.LoopContext;
import io.flotilla.proxy.route.Request;

/** {@code CLIENT UNBLOCK}: ends the command that another client of this proxy, on whatever event loop, waits for. */
final class Unblocking {
    private static final byte[] BAD_REASON = RedisErrors.error("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
    private static final byte[] BAD_COUNT =
            RedisErrors.error("ERR unknown subcommand or wrong number of arguments for 'UNBLOCK'. Try CLIENT HELP.");
    private static final byte[] NOT_BLOCKED = Resp.integer(0);

    private final ClientSession session;
    private final Clients clients;

    Unblocking(ClientSession session, Clients clients) {
        this.session = session;
        this.clients = clients;
    }

    void dispatch(Words words) {
        boolean withError = words.count() == 4 && words.is(3, "ERROR");
        if (words.count() > 4) {
            session.reply(BAD_COUNT);
        } else if (words.count() == 4 && !withError && !words.is(3, "TIMEOUT")) {
            session.reply(BAD_REASON);
        } else {
            try {
                unblock(clients.find(Long.parseLong(words.text(2))), withError);
            } catch (NumberFormatException e) {
                session.reply(RedisErrors.NOT_AN_INTEGER);
            }
        }
    }

    private void unblock(Clients.Connected client, boolean withError) {
        if (client == null) {
            session.reply(NOT_BLOCKED);
            return;
        }
        Request whole = session.request();
        LoopContext there = client.session().pool().loop();
        LoopContext here = session.pool().loop();
        there.eventLoop().execute(() -> {
            there.tick();
            client.blocked().unblock(withError, reply -> here.eventLoop().execute(() -> answer(whole, reply)));
        });
    }

    private void answer(Request whole, byte[] reply) {
        if (whole.owner == null) {
            session.pool().loop().requests().give(whole);
        } else {
            session.onReply(whole, reply);
        }
    }
}
