package io.flotilla.proxy.server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;

/**
 * Connections to one server that serve a single client for a while: a value too large to be collected, a transaction, a
 * blocking command. Bounded; a client that finds none waits its turn.
 */
public final class OwnConnections {

    /** Waits for a connection of its own. */
    @FunctionalInterface
    public interface Borrower {
        void onLent();
    }

    private record Lendable(int kind, ServerConnection connection) {}

    private final ServerLink link;
    private final int limit;
    private final int kept;
    private final ArrayDeque<Lendable> idle = new ArrayDeque<>();
    private final ArrayList<Lendable> lent = new ArrayList<>();
    private final ArrayDeque<Borrower> waiting = new ArrayDeque<>();

    /**
     * @param limit the most that are lent at once
     * @param kept the most that stay open with nobody using them
     */
    OwnConnections(ServerLink link, int limit, int kept) {
        this.link = link;
        this.limit = limit;
        this.kept = kept;
    }

    /** A connection of this kind that nobody else uses, or {@code null} when the limit is reached. */
    public ServerConnection borrow(int kind) {
        for (Iterator<Lendable> it = idle.iterator(); it.hasNext(); ) {
            Lendable l = it.next();
            if (l.kind == kind) {
                it.remove();
                lent.add(l);
                return l.connection;
            }
        }
        if (lent.size() >= limit) {
            return null;
        }
        Lendable fresh =
                new Lendable(kind, new ServerConnection(link, link.dialect().handshake(kind)));
        lent.add(fresh);
        return fresh.connection;
    }

    /** Calls back once when a connection may have come free; {@link #borrow} is to be tried again then. */
    public void await(Borrower borrower) {
        waiting.add(borrower);
    }

    /** Withdraws an {@link #await}. If it was called back already, the next one gets its chance. */
    public void forget(Borrower borrower) {
        if (!waiting.remove(borrower)) {
            nudge();
        }
    }

    /** Calls back as many of those that wait as may borrow now. */
    public void nudge() {
        for (int free = limit - lent.size(); free > 0 && !waiting.isEmpty(); free--) {
            waiting.poll().onLent();
        }
    }

    /** Takes a connection back. It is kept for the next borrower if it is clean, with nothing in flight; else closed. */
    public void giveBack(ServerConnection connection, boolean clean) {
        for (Iterator<Lendable> it = lent.iterator(); it.hasNext(); ) {
            Lendable l = it.next();
            if (l.connection == connection) {
                it.remove();
                connection.patient(false);
                if (clean && connection.isQuiet() && idle.size() < kept) {
                    connection.pauseReading(false);
                    idle.push(l);
                } else {
                    connection.close();
                }
                break;
            }
        }
        nudge();
    }

    /** Whether somebody waits for a connection. */
    public boolean isContended() {
        return !waiting.isEmpty();
    }

    /** The most that are lent at once. */
    public int limit() {
        return limit;
    }

    /** Connections lent at this moment. */
    public int lent() {
        return lent.size();
    }

    Collection<ServerConnection> all() {
        ArrayList<ServerConnection> all = new ArrayList<>(idle.size() + lent.size());
        idle.forEach(l -> all.add(l.connection));
        lent.forEach(l -> all.add(l.connection));
        return all;
    }
}
