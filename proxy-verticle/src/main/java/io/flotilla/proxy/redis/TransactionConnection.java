package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.client.Loan;
import io.flotilla.proxy.client.PoolLoop;
import io.flotilla.proxy.ring.Ring;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.server.OwnConnections;
import io.flotilla.proxy.server.ServerConnection;
import io.netty.buffer.ByteBuf;

/** The server connection of one client's transactions: one for each, from the first key on, which decides for its server. */
final class TransactionConnection {
    private final ClientSession session;
    private final RedisClient client;
    private final PoolLoop pool;

    private int server = PoolLoop.NO_SERVER;
    /** {@code null} while there is none. */
    private Loan loan;

    private ServerConnection connection;
    private int losses;
    /** What the server knows of the client: see {@link RedisClient#kind}. */
    private int kind;
    /** How many answers to {@link #follow} are still to come. */
    private int untold;

    private Ring ring;
    /** That of the latest last command, whose reply may still be to come. */
    private Loan ending;

    TransactionConnection(ClientSession session, RedisClient client) {
        this.session = session;
        this.client = client;
        this.pool = session.pool();
    }

    boolean isOpen() {
        return loan != null;
    }

    /** The server's index; negative while there is none. */
    int server() {
        return server;
    }

    /** Takes a connection to this server. If that fails, the session is paused, or {@link ClientSession#isOverdue}. */
    boolean open(int target) {
        if (!session.isAlone()) {
            return false;
        }
        OwnConnections own = pool.link(target).own();
        connection = session.borrow(own, client.kind());
        if (connection == null) {
            return false;
        }
        loan = new Loan(own, connection, session.replies());
        kind = client.kind();
        server = target;
        losses = connection.losses();
        ring = pool.ring();
        return true;
    }

    /** Whether the server has forgotten the transaction because the connection was lost. */
    boolean isLost() {
        return loan != null && connection.losses() != losses;
    }

    /** Whether the topology has changed since the connection was taken. */
    boolean isOutdated() {
        return loan != null && ring != pool.ring();
    }

    /** A request that is about to be sent on it: in the client's order, its reply for the client. */
    Request request() {
        Request request = session.request();
        request.server = server;
        return request;
    }

    void send(Request request, ByteBuf bytes, int start, int length) {
        connection.send(request).write(bytes, start, length);
        pool.link(server).counters().requestBytes += length;
    }

    /** Sends a command whose reply the client has had already. */
    void sendUnanswered(byte[] command) {
        connection.send(pool.loop().requests().take(null)).write(command);
    }

    /**
     * Tells the server of another database or RESP version that the client has chosen since; the client waits for its consent, and
     * if it refuses, the transaction is lost. Nobody else gets the connection then.
     */
    void follow() {
        if (loan == null || kind == client.kind() || isLost()) {
            return;
        }
        loan.spoil();
        int now = client.kind();
        if (RedisCodec.resp(now) != RedisCodec.resp(kind)) {
            tell("HELLO", RedisCodec.resp(now));
        }
        int database = RedisCodec.database(pool.config(), now);
        if (database != RedisCodec.database(pool.config(), kind)) {
            tell("SELECT", database);
        }
        kind = now;
    }

    private void tell(String command, int number) {
        ServerConnection told = connection;
        Reply reply = new Reply(session, answer -> {
            if (answer[0] == '-') {
                told.close();
            }
            if (--untold == 0) {
                session.confirmed();
            }
        });
        untold++;
        session.awaitConfirmation();
        told.send(reply.request()).write(RedisCodec.request(command, Integer.toString(number)));
    }

    /** Sends the last command; its reply gives the connection back. Nothing else of the client overtakes it. */
    void end(ByteBuf bytes, int start, int length) {
        Request request = request();
        request.owner = loan;
        send(request, bytes, start, length);
        ending = loan;
        loan = null;
        ending.lastIsSent();
        forget();
        session.isAlone();
    }

    /** Ends without the server's consent: it discards what is queued when its connection closes. */
    void close() {
        if (loan != null) {
            loan.giveBack(false);
            loan = null;
        }
        forget();
    }

    /** The client has gone. */
    void abandon() {
        close();
        if (ending != null) {
            ending.giveBack(false);
        }
    }

    private void forget() {
        server = PoolLoop.NO_SERVER;
        connection = null;
        ring = null;
    }
}
