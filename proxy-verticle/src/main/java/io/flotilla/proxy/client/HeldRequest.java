package io.flotilla.proxy.client;

import io.flotilla.proxy.server.OwnConnections;
import io.flotilla.proxy.server.ServerConnection;

/**
 * The next request of one client while it cannot be sent: a switch of the topology has to end first, or a connection that it
 * needs for itself has to come free. It stays in the client's input, and it does not wait for ever.
 */
final class HeldRequest implements OwnConnections.Borrower {
    private final ClientSession session;
    private final PoolLoop pool;
    private long heldSince;
    private boolean heldTooLong;
    private long expiredSwitch;
    private OwnConnections awaited;
    /** Since when it waits for a connection of its own; 0 if it does not. */
    private long ownSince;

    private boolean overdue;

    HeldRequest(ClientSession session) {
        this.session = session;
        this.pool = session.pool();
    }

    // ---- a switch -----------------------------------------------------------------------------------------------

    /** Holds it until the switch under way has ended. */
    void hold() {
        pool.counters().held++;
        heldSince = pool.loop().now();
        session.pause(Pause.FENCE);
        pool.fence().park(this);
    }

    /** Whether it has been held for as long as a server may take to answer. Asking takes the mark away. */
    boolean isHeldTooLong() {
        boolean tooLong = heldTooLong && expiredSwitch == pool.fence().lifts();
        heldTooLong = false;
        return tooLong;
    }

    long heldSince() {
        return heldSince;
    }

    void onHeldTooLong() {
        heldTooLong = true;
        expiredSwitch = pool.fence().lifts();
        session.resume(Pause.FENCE);
    }

    void onSwitched() {
        session.resume(Pause.FENCE);
    }

    // ---- a connection -------------------------------------------------------------------------------------------

    /** A connection for it; {@code null} if there is none, and then it is {@link #isOverdue} or waits for one. */
    ServerConnection borrow(OwnConnections own, int kind) {
        ServerConnection connection = own.borrow(kind);
        if (connection != null) {
            ownSince = 0;
            overdue = false;
        } else if (!overdue) {
            ownSince = ownSince == 0 ? pool.loop().now() : ownSince;
            awaited = own;
            session.pause(Pause.OWN);
            own.await(this);
        }
        return connection;
    }

    /** Whether it has waited for a connection as long as it may. Asking takes the mark away. */
    boolean isOverdue() {
        boolean tooLong = overdue;
        if (tooLong) {
            overdue = false;
            ownSince = 0;
        }
        return tooLong;
    }

    @Override
    public void onLent() {
        session.resume(Pause.OWN);
    }

    @Override
    public long waitingSince() {
        return ownSince;
    }

    @Override
    public void onOverdue() {
        overdue = true;
        session.resume(Pause.OWN);
    }

    /** The client has gone. */
    void close() {
        pool.fence().forget(this);
        if (awaited != null) {
            awaited.forget(this);
        }
    }
}
