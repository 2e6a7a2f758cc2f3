package io.flotilla.proxy.server;

import io.flotilla.config.LimitsConfig;
import io.flotilla.config.ServerConfig;
import io.flotilla.proxy.route.LoopContext;
import io.flotilla.proxy.route.Request;
import io.flotilla.stats.ServerCounters;
import io.flotilla.topology.FailureCause;
import io.flotilla.topology.ServerHealth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One event loop's way to one server: the connections that all clients share, by kind, and those lent to one client.
 *
 * <p>A <em>kind</em> is a small number that says what a connection was told in its handshake (RESP version, database), so
 * that clients of different kinds never share one. Kind 0 is the plain one.
 */
public final class ServerLink {
    private static final System.Logger LOG = System.getLogger(ServerLink.class.getName());

    /** Connections kept for the next subscribers; each of them is one that costs the server memory. */
    private static final int FEEDS_KEPT = 16;
    /** How often it is looked whether a server that leaves has failed. */
    private static final int LOOK_MILLIS = 5;

    private final String pool;
    private final ServerConfig config;
    private final LoopContext loop;
    private final Dialect dialect;
    private final Connector connector;
    private final ServerHealth health;
    private final ServerCounters counters;
    private final int connectionsPerKind;
    private final OwnConnections own;
    private final OwnConnections feeds;
    private ServerConnection[][] shared = new ServerConnection[1][];
    private String lastRefusal = "";
    private Consumer<String> unanswered = key -> {};
    /** {@code null} if nobody wants to know. */
    private Consumer<String> lateWrite;

    public ServerLink(
            String pool,
            ServerConfig config,
            LoopContext loop,
            Dialect dialect,
            Connector connector,
            ServerHealth health,
            ServerCounters counters,
            int connectionsPerKind,
            LimitsConfig limits) {
        this.pool = pool;
        this.config = config;
        this.loop = loop;
        this.dialect = dialect;
        this.connector = connector;
        this.health = health;
        this.counters = counters;
        this.connectionsPerKind = connectionsPerKind;
        this.own = new OwnConnections(this, limits.ownConnections(), limits.ownConnections());
        this.feeds = new OwnConnections(this, limits.subscriberConnections(), FEEDS_KEPT);
    }

    /**
     * The shared connection of this kind for a client. The same client always gets the same one, so that its requests to a
     * server stay in order also when there are several connections.
     */
    public ServerConnection shared(int kind, int client) {
        ServerConnection[][] all = shared;
        if (kind < all.length && all[kind] != null) {
            ServerConnection[] ofKind = all[kind];
            return ofKind.length == 1 ? ofKind[0] : ofKind[Math.floorMod(client, ofKind.length)];
        }
        open(kind);
        return shared(kind, client);
    }

    /** The connections lent to one client at a time. */
    public OwnConnections own() {
        return own;
    }

    /** The connections lent to clients that hear what the server sends on its own accord. */
    public OwnConnections feeds() {
        return feeds;
    }

    /** Opens the plain shared connections now. */
    public void preconnect() {
        for (int i = 0; i < connectionsPerKind; i++) {
            shared(0, i).preconnect();
        }
    }

    /** Closes connections that nobody uses, and calls those who wait for one. */
    public void tick(long now) {
        own.tick(now);
        feeds.tick(now);
    }

    /** Fails connections whose oldest request was queued before {@code deadline} (of {@link System#nanoTime}). */
    public void expire(long deadline) {
        for (ServerConnection c : connections()) {
            c.expire(deadline);
        }
    }

    /** Calls back when everything sent to this server until now is answered or failed. */
    public void drain(Runnable drained) {
        List<ServerConnection> all = connections();
        int[] left = {all.size()};
        if (all.isEmpty()) {
            drained.run();
        }
        for (ServerConnection c : all) {
            c.drain(() -> {
                if (--left[0] == 0) {
                    drained.run();
                }
            });
        }
    }

    /** Whether the last thing heard of the server, by any event loop or this node's own probe, was a failure. */
    public boolean isFailing() {
        return health.isFailing();
    }

    /** Whether the server is leaving because the fleet has voted that it fails. */
    public boolean isCondemned() {
        return health.isCondemned();
    }

    /** Fails requests that wait in the server on purpose: nobody can tell for how long. */
    public void interrupt() {
        own.all().forEach(ServerConnection::interrupt);
    }

    /**
     * Closes every connection that does not answer within this time what was sent to it until now; at once, when the server
     * turns out to fail.
     */
    public void closeUndrained(int millis) {
        for (ServerConnection c : connections()) {
            closeUndrained(c, c.mark(), millis / LOOK_MILLIS);
        }
    }

    private void closeUndrained(ServerConnection c, long mark, int looks) {
        if (isFailing() || looks == 0) {
            c.closeUnlessAnswered(mark);
        } else if (!c.hasAnswered(mark)) {
            loop.eventLoop().schedule(() -> closeUndrained(c, mark, looks - 1), LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Closes every connection. */
    public void close() {
        connections().forEach(ServerConnection::close);
    }

    public ServerConfig config() {
        return config;
    }

    public ServerCounters counters() {
        return counters;
    }

    LoopContext loop() {
        return loop;
    }

    Dialect dialect() {
        return dialect;
    }

    Connector connector() {
        return connector;
    }

    void answered(Request request) {
        counters.responses++;
        counters.outQueue--;
        counters.latency.record(Math.max(0, (loop.now() - request.queuedAt) / 1000));
        health.answered();
    }

    /** Told of the keys of writes that this server never answered; of {@code null} for a write of several keys. */
    public void onUnanswered(Consumer<String> listener) {
        unanswered = listener;
    }

    /** Told of the key of each write that took effect after it was given up. */
    public void onLateWrite(Consumer<String> listener) {
        lateWrite = listener;
    }

    boolean watchesWrites() {
        return lateWrite != null;
    }

    void lateWrite(String key) {
        lateWrite.accept(key);
    }

    void unanswered(Request request) {
        unanswered.accept(request.key());
    }

    void failed(FailureCause cause) {
        health.failed(cause);
    }

    void closed(FailureCause cause, boolean isFailure) {
        counters.serverConnections--;
        if (cause == FailureCause.TIMED_OUT) {
            counters.serverTimedout++;
        } else if (cause == FailureCause.CLOSED) {
            counters.serverEof++;
        } else if (isFailure) {
            counters.serverErr++;
        }
    }

    void handshakeRefused(String reply) {
        if (!reply.equals(lastRefusal)) {
            lastRefusal = reply;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "pool ''{0}'': server {1} refused the handshake: {2}",
                    pool,
                    config.name(),
                    reply);
        }
    }

    private void open(int kind) {
        if (kind >= shared.length) {
            shared = Arrays.copyOf(shared, kind + 1);
        }
        ServerConnection[] ofKind = new ServerConnection[connectionsPerKind];
        for (int i = 0; i < ofKind.length; i++) {
            ofKind[i] = new ServerConnection(this, dialect.handshake(kind));
        }
        shared[kind] = ofKind;
    }

    private List<ServerConnection> connections() {
        List<ServerConnection> all = new ArrayList<>();
        for (ServerConnection[] ofKind : shared) {
            if (ofKind != null) {
                all.addAll(Arrays.asList(ofKind));
            }
        }
        all.addAll(own.all());
        all.addAll(feeds.all());
        return all;
    }
}
