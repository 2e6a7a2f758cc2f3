package io.flotilla.proxy.server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;

/**
 * Connections to one server that serve a single client for a while: a value too large to be collected, a transaction, a
 * blocking command. Bounded; a client that finds none waits its turn.
 */
public final class OwnConnections {

    /** Waits for a connection of its own. */
    public interface Borrower {

        /** One may have come free. */
        void onLent();

        /** When it began to wait, in nanoseconds of the event loop's clock. */
        long waitingSince();

        /** It has waited for {@link #PATIENCE_NANOS} and waits no longer. */
        void onOverdue();
    }

    /** How long a borrower waits at most: the connections it waits for may be held by clients that wait for each other. */
    public static final long PATIENCE_NANOS = 10_000_000_000L;

    /** How long a connection stays open with nobody using it. */
    static final long IDLE_NANOS = 60_000_000_000L;

    /** How long a client may do nothing with its connection while another one waits for it. */
    static final long IDLE_LOAN_NANOS = 5_000_000_000L;

    private static final class Lendable {
        private final int kind;
        private final ServerConnection connection;
        /** Since when nobody uses it; of a lent one, since when that is known. */
        private long idleSince;
        /** How many requests were sent on it by then. */
        private long mark;

        Lendable(int kind, ServerConnection connection) {
            this.kind = kind;
            this.connection = connection;
        }
    }

    private final ServerLink link;
    private final int limit;
    private final int kept;
    /** The latest used first. */
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
                l.mark = l.connection.mark();
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

    /** Lets go of what was idle for long, and of those who waited for long. */
    void tick(long now) {
        while (!idle.isEmpty() && now - idle.peekLast().idleSince > IDLE_NANOS) {
            idle.pollLast().connection.close();
        }
        if (!waiting.isEmpty()) {
            takeUnused(now);
            List<Borrower> overdue = new ArrayList<>(waiting);
            overdue.removeIf(borrower -> now - borrower.waitingSince() <= PATIENCE_NANOS);
            waiting.removeAll(overdue);
            overdue.forEach(Borrower::onOverdue);
        }
        // One who was called did not borrow after all: those behind it must not wait for another to be given back.
        nudge();
    }

    /** Closes connections whose clients keep them, but do nothing with them: what is watched or queued on them is lost. */
    private void takeUnused(long now) {
        for (int i = lent.size() - 1; i >= 0; i--) {
            if (isUnused(lent.get(i), now)) {
                lent.remove(i).connection.close();
            }
        }
    }

    private static boolean isUnused(Lendable l, long now) {
        if (!l.connection.isQuiet() || l.mark != l.connection.mark()) {
            l.mark = l.connection.mark();
            l.idleSince = now;
        }
        return now - l.idleSince > IDLE_LOAN_NANOS;
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
                    l.idleSince = link.loop().now();
                    idle.push(l);
                } else {
                    connection.close();
                }
                nudge();
                return;
            }
        }
        // It was taken away from its client before.
        connection.close();
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
