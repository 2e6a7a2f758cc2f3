package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.client.PoolLoop;
import io.flotilla.proxy.loop.Outbox;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.server.ServerConnection;
import io.flotilla.proxy.server.ServerLink;
import java.util.Arrays;

/** Sends a request of many keys to the servers of its keys, one fragment each, or whole if there is only one. */
final class KeySplitter {
    private static final byte[] CRLF = {'\r', '\n'};

    private final ClientSession session;
    private final RedisClient client;
    private final PoolLoop pool;
    /** The server of each key of the request at hand. */
    private int[] serverOfKey = new int[16];

    KeySplitter(ClientSession session, RedisClient client) {
        this.session = session;
        this.client = client;
        this.pool = session.pool();
    }

    /** See {@link RedisDispatcher#dispatch}. */
    boolean dispatch(RedisCommand command, Words words, int start, int length) {
        int step = command.keys().step();
        int keys = (words.count() - 1) / step;
        if (keys * step != words.count() - 1) {
            session.reply(RedisErrors.wrongArity(command));
            return true;
        }
        int servers = route(words, step, keys);
        if (servers < 0) {
            return notRouted(servers);
        }
        if (servers == 1) {
            toOne(command, words, keys, start, length);
        } else {
            split(command, words, step, keys, servers);
        }
        return true;
    }

    /** Finds the server of every key and counts the different ones; negative as {@link PoolLoop#route} if one has none. */
    private int route(Words words, int step, int keys) {
        if (keys > serverOfKey.length) {
            serverOfKey = new int[keys];
        }
        int different = 0;
        int first = -1;
        for (int i = 0; i < keys; i++) {
            int word = 1 + i * step;
            int server = pool.route(words.bytes(), words.start(word), words.length(word));
            if (server < 0) {
                return server;
            }
            serverOfKey[i] = server;
            if (server != first && isNew(server, i)) {
                different++;
                first = server;
            }
        }
        return different;
    }

    private boolean isNew(int server, int before) {
        for (int i = 0; i < before; i++) {
            if (serverOfKey[i] == server) {
                return false;
            }
        }
        return true;
    }

    private boolean notRouted(int why) {
        if (why == PoolLoop.HOLD) {
            return session.holdOrFail();
        }
        session.fail(pool.causeOf(why));
        return true;
    }

    private void toOne(RedisCommand command, Words words, int keys, int start, int length) {
        int server = serverOfKey[0];
        Request request = session.request();
        request.server = server;
        for (int i = 0; i < keys && command.write(); i++) {
            written(words, 1 + i * command.keys().step(), request);
        }
        ServerLink link = pool.link(server);
        ServerConnection connection = link.shared(client.kind(), session.number());
        connection.send(request).write(words.bytes(), start, length);
        link.counters().requestBytes += length;
        session.respectBacklog(connection);
    }

    private void written(Words words, int word, Request request) {
        pool.written(request, words.bytes(), words.start(word), words.length(word));
    }

    private void split(RedisCommand command, Words words, int step, int keys, int servers) {
        pool.counters().fragments += servers;
        int[] count = new int[pool.servers()];
        for (int i = 0; i < keys; i++) {
            count[serverOfKey[i]]++;
        }
        int[] fragmentOf = new int[pool.servers()];
        Request whole = session.request();
        RedisMerge merge = merge(command, whole, servers, Arrays.copyOf(serverOfKey, keys), fragmentOf);
        Outbox[] outs = new Outbox[count.length];
        int fragment = 0;
        for (int server = 0; server < count.length; server++) {
            if (count[server] > 0) {
                fragmentOf[server] = fragment++;
                outs[server] = begin(words, server, 1L + (long) count[server] * step, merge.fragment(server));
            }
        }
        for (int i = 0; i < keys && command.write(); i++) {
            written(words, 1 + i * step, merge.fragmentAt(fragmentOf[serverOfKey[i]]));
        }
        write(words, step, keys, outs);
        for (int server = 0; server < count.length; server++) {
            if (count[server] > 0) {
                session.respectBacklog(connection(server));
            }
        }
        merge.seal();
    }

    private RedisMerge merge(RedisCommand command, Request whole, int servers, int[] serverOf, int[] fragmentOf) {
        return switch (command.route()) {
            case SPLIT_ARRAY -> new ArrayMerge(session, whole, servers, serverOf, fragmentOf);
            case SPLIT_SUM -> new NumberMerge(session, whole, servers, Long::sum);
            default -> new StatusMerge(session, whole, servers);
        };
    }

    private ServerConnection connection(int server) {
        return pool.link(server).shared(client.kind(), session.number());
    }

    /** Sends the beginning of a fragment: the number of its words, and the name of the command. */
    private Outbox begin(Words words, int server, long fragmentWords, Request fragment) {
        Outbox out = connection(server).send(fragment);
        long before = out.unflushedBytes();
        out.write('*');
        out.writeNumber(fragmentWords);
        out.write(CRLF);
        out.write('$');
        out.writeNumber(words.length(0));
        out.write(CRLF);
        out.write(words.bytes(), words.start(0), words.length(0) + 2);
        pool.link(server).counters().requestBytes += out.unflushedBytes() - before;
        return out;
    }

    /** Sends every key, with what belongs to it, to its server; neighbours of one server in one piece. */
    private void write(Words words, int step, int keys, Outbox[] outs) {
        for (int i = 0; i < keys; ) {
            int server = serverOfKey[i];
            int from = words.wireStart(1 + i * step);
            do {
                i++;
            } while (i < keys && serverOfKey[i] == server);
            int length = words.wireEnd(i * step) - from;
            outs[server].write(words.bytes(), from, length);
            pool.link(server).counters().requestBytes += length;
        }
    }
}
