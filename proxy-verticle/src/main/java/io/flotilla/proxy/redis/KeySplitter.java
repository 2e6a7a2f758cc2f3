package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.client.PoolLoop;
import io.flotilla.proxy.loop.ByteArrays;
import io.flotilla.proxy.loop.Outbox;
import io.flotilla.proxy.route.KeyPlan;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.server.ServerConnection;
import io.flotilla.proxy.server.ServerLink;

/** Sends a request of many keys to the servers of its keys, one fragment each, or whole if there is only one. */
final class KeySplitter {
    /** Requests up to here are put together for each server in an array; of larger ones, large values are not copied. */
    private static final int GATHERED = 16 << 10;
    /** Bytes of the longest beginning of a fragment: two length lines and the name of a command. */
    private static final int LONGEST_HEAD = 64;

    private final ClientSession session;
    private final RedisClient client;
    private final PoolLoop pool;

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
        KeyPlan plan = pool.loop().newPlan();
        int server = route(plan, words, step, keys, start);
        if (server >= 0 && plan.fragments() > 1) {
            split(command, words, plan, start, length);
            return true;
        }
        pool.loop().give(plan);
        if (server < 0) {
            return notRouted(server);
        }
        toOne(command, words, server, keys, start, length);
        return true;
    }

    /** Finds the server of every key; the last one's, or negative as {@link PoolLoop#route} if one has none. */
    private int route(KeyPlan plan, Words words, int step, int keys, int start) {
        int server = PoolLoop.NO_SERVER;
        for (int i = 0; i < keys; i++) {
            int word = 1 + i * step;
            server = pool.route(words.bytes(), words.start(word), words.length(word));
            if (server < 0) {
                return server;
            }
            plan.add(words.wireStart(word) - start, words.wireEnd(i * step + step) - start, server);
        }
        return server;
    }

    private boolean notRouted(int why) {
        if (why == PoolLoop.HOLD) {
            return session.holdOrFail();
        }
        session.fail(pool.causeOf(why));
        return true;
    }

    private void toOne(RedisCommand command, Words words, int server, int keys, int start, int length) {
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

    private void split(RedisCommand command, Words words, KeyPlan plan, int start, int length) {
        pool.counters().fragments += plan.fragments();
        RedisMerge merge = merge(command, session.request(), plan);
        int step = command.keys().step();
        for (int f = 0; f < plan.fragments(); f++) {
            merge.fragment(plan.server(f));
        }
        for (int i = 0; i < plan.keys() && command.write(); i++) {
            written(words, 1 + i * step, merge.fragmentAt(plan.fragmentOf(i)));
        }
        if (length <= GATHERED) {
            sendGathered(merge, words, plan, step, start, length);
        } else {
            send(merge, words, plan, step, start);
        }
        for (int f = 0; f < plan.fragments(); f++) {
            session.respectBacklog(connection(plan.server(f)));
        }
        if (!merge.keeps(plan)) {
            pool.loop().give(plan);
        }
        merge.seal();
    }

    private RedisMerge merge(RedisCommand command, Request whole, KeyPlan plan) {
        return switch (command.route()) {
            case SPLIT_ARRAY -> new ArrayMerge(session, whole, plan);
            case SPLIT_SUM -> new NumberMerge(session, whole, plan.fragments(), Long::sum);
            default -> new StatusMerge(session, whole, plan.fragments());
        };
    }

    private ServerConnection connection(int server) {
        return pool.link(server).shared(client.kind(), session.number());
    }

    /** Sends each fragment in one piece. */
    private void sendGathered(RedisMerge merge, Words words, KeyPlan plan, int step, int start, int length) {
        plan.copy(words.bytes(), start, length);
        byte[] pieces = pool.loop().arrays().take(plan.bytes() + LONGEST_HEAD);
        plan.gather(pieces);
        for (int f = 0; f < plan.fragments(); f++) {
            int headEnd = putHead(pieces, plan.bytes(), words, plan, f, step);
            Outbox out = connection(plan.server(f)).send(merge.fragmentAt(f));
            out.write(pieces, plan.bytes(), headEnd - plan.bytes());
            out.write(pieces, plan.place(f) - plan.bytesOf(f), plan.bytesOf(f));
            count(plan, f, headEnd - plan.bytes());
        }
        pool.loop().arrays().give(pieces);
    }

    /** Sends every key, with what belongs to it, to its server; neighbours of one server in one piece. */
    private void send(RedisMerge merge, Words words, KeyPlan plan, int step, int start) {
        byte[] head = pool.loop().arrays().take(LONGEST_HEAD);
        for (int f = 0; f < plan.fragments(); f++) {
            int headEnd = putHead(head, 0, words, plan, f, step);
            connection(plan.server(f)).send(merge.fragmentAt(f)).write(head, 0, headEnd);
            count(plan, f, headEnd);
        }
        pool.loop().arrays().give(head);
        for (int key = 0; key < plan.keys(); ) {
            int end = plan.endOfRun(key);
            Outbox out = connection(plan.server(plan.fragmentOf(key))).out();
            out.write(words.bytes(), start + plan.start(key), plan.end(end - 1) - plan.start(key));
            key = end;
        }
    }

    /** Writes the beginning of a fragment: the number of its words, and the name of the command. */
    private static int putHead(byte[] to, int from, Words words, KeyPlan plan, int fragment, int step) {
        int at = from;
        to[at++] = '*';
        at = ByteArrays.putLineEnd(to, ByteArrays.putNumber(to, at, 1 + plan.keysOf(fragment) * step));
        to[at++] = '$';
        at = ByteArrays.putLineEnd(to, ByteArrays.putNumber(to, at, words.length(0)));
        words.bytes().getBytes(words.start(0), to, at, words.length(0));
        return ByteArrays.putLineEnd(to, at + words.length(0));
    }

    private void count(KeyPlan plan, int fragment, int headBytes) {
        pool.link(plan.server(fragment)).counters().requestBytes += headBytes + plan.bytesOf(fragment);
    }
}
