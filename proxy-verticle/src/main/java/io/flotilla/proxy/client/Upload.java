package io.flotilla.proxy.client;

import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.route.RequestOwner;
import io.flotilla.proxy.server.OwnConnections;
import io.flotilla.proxy.server.ServerConnection;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/**
 * A request that is forwarded while it still comes in, so that a large value is never collected. It has a server connection
 * of its own: a client that sends slowly, or stops, holds up nobody else. It is the client's only request in flight.
 */
public final class Upload implements ServerConnection.Waiter, PoolFollower {
    /** How long a client may send nothing while others wait for the connection. */
    private static final long STALL_NANOS = 10_000_000_000L;

    /** How long a switch that takes keys from the server waits for the rest of the request. */
    private static final long SWITCH_NANOS = 200_000_000L;

    /** Ahead of the clock: the server's time to answer begins when it has the whole request. */
    private static final long FAR_AHEAD = 1L << 60;

    private final ClientSession session;
    private final Loan loan;
    private final ServerConnection connection;
    private final Request request;
    private boolean sent;
    private boolean waiting;
    private long progressedAt;
    private long switchingSince;

    private Upload(ClientSession session, Loan loan, Consumer<ServerConnection> ahead) {
        this.session = session;
        this.loan = loan;
        this.connection = loan.connection();
        ahead.accept(connection);
        this.request = session.request();
        request.owner = loan;
        connection.send(request);
        request.queuedAt += FAR_AHEAD;
        progressedAt = session.pool().loop().now();
        session.pool().follow(this);
    }

    /**
     * Begins an upload to a server, or returns {@code null}: either the session is paused and will try again, or the request
     * has waited too long for a connection and is to fail, see {@link ClientSession#isOverdue}.
     *
     * @param kind the kind of server connection, see {@link io.flotilla.proxy.server.ServerLink}
     * @param quiet whether the client wants no reply
     */
    public static Upload begin(ClientSession session, int server, int kind, boolean quiet) {
        Upload upload = begin(session, session.replies(), server, kind);
        if (upload != null) {
            upload.request.quiet |= quiet;
        }
        return upload;
    }

    /**
     * As {@link #begin(ClientSession, int, int, boolean)}, with a reply that goes through {@code replies}, which hands it on
     * to the session.
     */
    public static Upload begin(ClientSession session, RequestOwner replies, int server, int kind) {
        return begin(session, replies, server, kind, connection -> {});
    }

    /** As above; {@code ahead} may send something on the connection before the request. */
    public static Upload begin(
            ClientSession session, RequestOwner replies, int server, int kind, Consumer<ServerConnection> ahead) {
        if (!session.isAlone()) {
            return null;
        }
        OwnConnections own = session.pool().link(server).own();
        ServerConnection connection = session.borrow(own, kind);
        if (connection == null) {
            return null;
        }
        Upload upload = new Upload(session, new Loan(own, connection, replies), ahead);
        upload.request.server = server;
        return upload;
    }

    /** The request under way, for a protocol to mark. */
    public Request request() {
        return request;
    }

    /** Forwards bytes of the request; drops them when the server has failed. Pauses the session if the server lags. */
    public void write(ByteBuf bytes, int start, int length) {
        progressedAt = session.pool().loop().now();
        if (loan.isAnswered() && !connection.isReady()) {
            return;
        }
        connection.out().write(bytes, start, length);
        if (connection.isBacklogged() && !waiting) {
            waiting = true;
            session.pause(Pause.BACKLOG);
            startClock();
            connection.onRelief(this);
        }
    }

    /** Forwards bytes of the request. */
    public void write(byte[] bytes) {
        if (!loan.isAnswered() || connection.isReady()) {
            connection.out().write(bytes);
        }
    }

    @Override
    public void onRelief() {
        waiting = false;
        if (!sent && !loan.isAnswered()) {
            request.queuedAt = session.pool().loop().now() + FAR_AHEAD;
        }
        session.onRelief();
    }

    /** The whole request was forwarded. No other request of the client is taken before the reply. */
    public void finish() {
        boolean isAwaited = !loan.isAnswered();
        wholeIsSent();
        if (isAwaited) {
            startClock();
            session.pause(Pause.BARRIER);
        }
    }

    /**
     * The whole request was forwarded, and the server may answer it whenever it likes. It fails when its key moves.
     */
    public void finishPatiently() {
        wholeIsSent();
        connection.patient(true);
        session.pause(Pause.BARRIER);
    }

    private void wholeIsSent() {
        sent = true;
        session.pool().unfollow(this);
        loan.lastIsSent();
    }

    @Override
    public void onTopology() {
        // A switch waits a moment for the rest of the request: see onTick.
    }

    /** Neither the fleet nor other clients wait for ever for one that sends slowly. */
    @Override
    public void onTick() {
        PoolLoop pool = session.pool();
        long now = pool.loop().now();
        if (!loan.isAnswered() && pool.isLosing(request.server)) {
            switchingSince = switchingSince == 0 ? now : switchingSince;
            if (now - switchingSince > SWITCH_NANOS) {
                connection.patient(true);
                connection.interrupt();
            }
        } else {
            switchingSince = 0;
        }
        if (loan.isContended() && now - progressedAt > STALL_NANOS) {
            session.cut();
        }
    }

    /** The connection that it has to itself. */
    public ServerConnection connection() {
        return connection;
    }

    /** Its connection will be closed, not lent again. */
    public void spoilConnection() {
        loan.spoil();
    }

    /** Whether its reply is still to come. */
    public boolean isUnanswered() {
        return !loan.isAnswered();
    }

    private void startClock() {
        if (!loan.isAnswered()) {
            request.queuedAt = session.pool().loop().now();
        }
    }

    /** The client has gone: a connection with half a request, or half a reply, on it is of no use. */
    public void abandon() {
        if (!sent) {
            sent = true;
            session.pool().unfollow(this);
        }
        loan.giveBack(false);
    }
}
