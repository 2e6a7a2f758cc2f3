package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.client.PoolLoop;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.route.RequestOwner;
import io.flotilla.proxy.route.Split;
import io.flotilla.proxy.server.OwnConnections;
import io.flotilla.proxy.server.ServerConnection;
import io.flotilla.topology.FailureCause;
import io.netty.buffer.ByteBuf;
import java.util.stream.IntStream;

/**
 * SCRIPT KILL, FUNCTION KILL, FUNCTION STATS and PING: about a script that runs right now. They go over connections of their
 * own, since on a connection that others share they would wait for the end of that script. No database is selected on these: a
 * server that runs a script refuses that.
 */
final class ScriptControl {
    private static final int[] NONE = {};

    private final ClientSession session;
    private final RedisClient client;
    private final ScriptRuns runs;
    private final PoolLoop pool;

    /** @param runs where scripts may be running */
    ScriptControl(ClientSession session, RedisClient client, ScriptRuns runs) {
        this.session = session;
        this.client = client;
        this.runs = runs;
        this.pool = session.pool();
    }

    /**
     * Sends the request to these servers.
     *
     * @return false if the session was paused and the request must be dispatched again later
     */
    boolean dispatch(RedisCommand command, int[] servers, ByteBuf in, int start, int length) {
        ServerConnection[] connections = new ServerConnection[servers.length];
        int missing = borrow(servers, connections);
        if (missing >= 0) {
            // None is to be had: this pauses the session, unless it has waited too long.
            session.borrow(pool.link(servers[missing]).own(), RedisCodec.kindWithoutDatabase(client.resp()));
            return hasWaitedTooLong();
        }
        Request whole = session.request();
        Split merge = command.name().endsWith("stats")
                ? new RunningMerge(session, whole, servers.length)
                : new AnyOkMerge(session, whole, servers.length);
        send(merge, servers, connections, in, start, length);
        return true;
    }

    /**
     * PING: answered here, unless a script of somebody else may be running on a server. Then the server is asked, and when it
     * says that it is busy, so does the proxy. Behind a request of its own a client's PING would wait for that anyway.
     */
    void ping(RedisCommand command, Words words, ByteBuf in, int start, int length) {
        if (words.count() > 2) {
            session.reply(RedisErrors.wrongArity(command));
            return;
        }
        byte[] pong = words.count() == 1 ? Resp.PONG : Resp.bulk(words.copy(1));
        int[] suspects = isTimeToAsk() ? suspects() : NONE;
        if (suspects.length == 0) {
            session.reply(pong);
            return;
        }
        ServerConnection[] connections = new ServerConnection[suspects.length];
        if (borrow(suspects, connections) >= 0) {
            session.reply(pong);
        } else {
            PingMerge merge = new PingMerge(session, session.request(), runs, suspects, pong);
            send(merge, suspects, connections, in, start, length);
        }
    }

    private boolean isTimeToAsk() {
        return runs.isSuspicious(pool.loop().now()) && !session.hasUnanswered();
    }

    private int[] suspects() {
        return IntStream.range(0, pool.servers())
                .filter(s -> pool.ring().contains(s) && runs.latest(s) != 0)
                .toArray();
    }

    /** Borrows a connection to each server, or none at all: then returns the place of the server that has none left. */
    private int borrow(int[] servers, ServerConnection[] connections) {
        for (int i = 0; i < servers.length; i++) {
            connections[i] = pool.link(servers[i]).own().borrow(RedisCodec.kindWithoutDatabase(client.resp()));
            if (connections[i] == null) {
                for (int lent = 0; lent < i; lent++) {
                    pool.link(servers[lent]).own().giveBack(connections[lent], true);
                }
                return i;
            }
        }
        return -1;
    }

    /** Fails the request if so, else it is to be dispatched again later. */
    private boolean hasWaitedTooLong() {
        if (!session.isOverdue()) {
            return false;
        }
        session.fail(FailureCause.OVERLOADED);
        return true;
    }

    private void send(Split merge, int[] servers, ServerConnection[] connections, ByteBuf in, int start, int length) {
        pool.counters().fragments += servers.length;
        for (int i = 0; i < servers.length; i++) {
            Request fragment = merge.fragment(servers[i]);
            fragment.owner = new Loan(merge, pool.link(servers[i]).own(), connections[i]);
            connections[i].send(fragment).write(in, start, length);
            pool.link(servers[i]).counters().requestBytes += length;
        }
        merge.seal();
    }

    /** Gives the connection back behind the reply. */
    private record Loan(Split merge, OwnConnections own, ServerConnection connection) implements RequestOwner {
        @Override
        public void onReply(Request request, ByteBuf bytes, int start, int length, boolean last) {
            if (last) {
                own.giveBack(connection, true);
            }
            merge.onReply(request, bytes, start, length, last);
        }

        @Override
        public void onFailure(Request request, FailureCause cause) {
            own.giveBack(connection, false);
            merge.onFailure(request, cause);
        }

        @Override
        public void onHeld(long bytes) {
            merge.onHeld(bytes);
        }
    }
}
