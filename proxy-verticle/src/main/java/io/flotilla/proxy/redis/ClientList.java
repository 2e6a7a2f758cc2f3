package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * {@code CLIENT LIST}, {@code CLIENT INFO} and {@code CLIENT KILL}: about the clients that are connected to this proxy. Texts
 * and fields as Redis 7; what a proxy has not got is 0.
 */
final class ClientList {
    private static final byte[] NO_SUCH_CLIENT = RedisErrors.error("ERR No such client");
    private static final byte[] INVALID_ID = RedisErrors.error("ERR Invalid client ID");
    private static final byte[] ID_NOT_POSITIVE = RedisErrors.error("ERR client-id should be greater than 0");
    private static final byte[] MAXAGE_NOT_POSITIVE = RedisErrors.error("ERR maxage is not an integer or out of range");

    /** A request that is answered with an error. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;
        private final transient byte[] reply;

        Refusal(byte[] reply) {
            super(null, null, false, false);
            this.reply = reply;
        }
    }

    private final ClientSession session;
    private final RedisClient client;
    private final Clients clients;

    ClientList(ClientSession session, RedisClient client, Clients clients) {
        this.session = session;
        this.client = client;
        this.clients = clients;
    }

    byte[] info(Words words) {
        return text(line(client, session, false, words.wireLength()) + "\n");
    }

    byte[] list(Words words) {
        try {
            Predicate<Clients.Connected> wanted = listed(words);
            StringBuilder lines = new StringBuilder();
            for (Clients.Connected c : clients.all()) {
                if (wanted.test(c)) {
                    lines.append(line(
                            c.client(),
                            c.session(),
                            c.blocked().isUnanswered(),
                            c.client() == client ? words.wireLength() : 0));
                    lines.append('\n');
                }
            }
            return text(lines.toString());
        } catch (Refusal e) {
            return e.reply;
        }
    }

    private byte[] text(String content) {
        return new Resp(client.resp()).text(content).toBytes();
    }

    private static Predicate<Clients.Connected> listed(Words words) throws Refusal {
        if (words.count() == 2) {
            return c -> true;
        }
        if (words.count() == 4 && words.is(2, "TYPE")) {
            return ofType(words.text(3));
        }
        if (words.count() > 3 && words.is(2, "ID")) {
            Set<Long> ids = new HashSet<>();
            for (int i = 3; i < words.count(); i++) {
                ids.add(number(words.text(i), Long.MIN_VALUE, INVALID_ID));
            }
            return c -> ids.contains(c.client().id());
        }
        throw new Refusal(RedisErrors.SYNTAX);
    }

    /** Closes connections. The one that asks is closed behind its reply. */
    void kill(Words words) {
        if (words.count() == 3) {
            String address = words.text(2);
            int killed = kill(List.of(c -> c.session().remoteAddress().equals(address)), false);
            session.reply(killed == 0 ? NO_SUCH_CLIENT : Resp.OK);
        } else {
            try {
                killByFilter(words);
            } catch (Refusal e) {
                session.reply(e.reply);
                return;
            }
        }
        if (client.isKilled()) {
            session.closeAfterReplies();
        }
    }

    private void killByFilter(Words words) throws Refusal {
        List<Predicate<Clients.Connected>> filters = new ArrayList<>();
        boolean skipMe = true;
        for (int i = 2; i < words.count(); i += 2) {
            if (i + 1 == words.count()) {
                throw new Refusal(RedisErrors.SYNTAX);
            }
            String value = words.text(i + 1);
            if (words.is(i, "SKIPME")) {
                skipMe = words.is(i + 1, "YES");
                if (!skipMe && !words.is(i + 1, "NO")) {
                    throw new Refusal(RedisErrors.SYNTAX);
                }
            } else {
                filters.add(filter(words.text(i).toUpperCase(Locale.ROOT), value));
            }
        }
        session.reply(Resp.integer(kill(filters, skipMe)));
    }

    private Predicate<Clients.Connected> filter(String name, String value) throws Refusal {
        switch (name) {
            case "ID" -> {
                long id = number(value, 1, ID_NOT_POSITIVE);
                return c -> c.client().id() == id;
            }
            case "ADDR" -> {
                return c -> c.session().remoteAddress().equals(value);
            }
            case "LADDR" -> {
                return c -> c.session().localAddress().equals(value);
            }
            case "TYPE" -> {
                return ofType(value);
            }
            case "USER" -> {
                if (!client.hasUser(value)) {
                    throw new Refusal(RedisErrors.error("ERR No such user '" + value + "'"));
                }
                return c -> c.client().user().equals(value);
            }
            case "MAXAGE" -> {
                long age = number(value, 1, MAXAGE_NOT_POSITIVE);
                return c -> c.client().ageSeconds() >= age;
            }
            default -> throw new Refusal(RedisErrors.SYNTAX);
        }
    }

    private int kill(List<Predicate<Clients.Connected>> filters, boolean skipMe) {
        int killed = 0;
        for (Clients.Connected c : clients.all()) {
            boolean me = c.client() == client;
            if (me && skipMe || !filters.stream().allMatch(f -> f.test(c))) {
                continue;
            }
            killed++;
            if (me) {
                client.kill();
            } else {
                c.session().pool().loop().eventLoop().execute(c.session()::kill);
            }
        }
        return killed;
    }

    private static Predicate<Clients.Connected> ofType(String type) throws Refusal {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "normal" -> c -> !c.client().isSubscriber();
            case "pubsub" -> c -> c.client().isSubscriber();
            // Replicas and masters connect to a server.
            case "master", "replica", "slave" -> c -> false;
            default -> throw new Refusal(RedisErrors.error("ERR Unknown client type '" + type + "'"));
        };
    }

    private static long number(String text, long least, byte[] error) throws Refusal {
        try {
            long n = Long.parseLong(text);
            if (n >= least) {
                return n;
            }
        } catch (NumberFormatException e) {
            // Refused below.
        }
        throw new Refusal(error);
    }

    private static String line(RedisClient of, ClientSession session, boolean blocked, int requestBytes) {
        return "id=" + of.id() + " addr=" + session.remoteAddress() + " laddr=" + session.localAddress() + " fd=0 name="
                + of.name() + " age=" + of.ageSeconds() + " idle=" + of.idleSeconds() + " flags="
                + flags(of, blocked) + " db=" + of.database() + " sub=" + of.channels() + " psub="
                + of.patterns() + " ssub=" + of.shardChannels() + " multi=-1 qbuf=" + requestBytes
                + " qbuf-free=0 argv-mem=0 multi-mem=0 rbs=0 rbp=0 obl=0 oll=0 omem=0 tot-mem=0 events=r cmd="
                + of.commandName() + " user=" + of.user() + " redir=-1 resp=" + of.resp() + " lib-name="
                + of.libraryName() + " lib-ver=" + of.libraryVersion();
    }

    private static String flags(RedisClient of, boolean blocked) {
        String flags = (of.isSubscriber() ? "P" : "") + (blocked ? "b" : "");
        return flags.isEmpty() ? "N" : flags;
    }
}
