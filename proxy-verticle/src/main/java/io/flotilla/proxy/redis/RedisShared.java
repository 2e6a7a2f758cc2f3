package io.flotilla.proxy.redis;

import io.flotilla.stats.NodeIdentity;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What one Redis pool is and knows on all event loops of the proxy together. */
public final class RedisShared {
    /** What clients are told as long as no server has said its version. */
    static final String ASSUMED_VERSION = "7.4.0";

    private final Scripts scripts = new Scripts();
    private final ScriptRuns scriptRuns = new ScriptRuns();
    private final PendingSubscriptions pendingSubscriptions = new PendingSubscriptions();
    private final Clients connected = new Clients();
    private volatile String serverVersion;
    private final Supplier<NodeIdentity> node;
    private final LongSupplier epoch;
    private final IntSupplier clients;
    private final LongSupplier clientIds;

    /**
     * @param node this proxy
     * @param epoch the epoch of the topology in force
     * @param clients the number of clients that are connected to the pool
     * @param clientIds gives every client of the proxy a number of its own
     */
    public RedisShared(Supplier<NodeIdentity> node, LongSupplier epoch, IntSupplier clients, LongSupplier clientIds) {
        this.node = node;
        this.epoch = epoch;
        this.clients = clients;
        this.clientIds = clientIds;
    }

    NodeIdentity node() {
        return node.get();
    }

    long epoch() {
        return epoch.getAsLong();
    }

    int clients() {
        return clients.getAsInt();
    }

    long nextClientId() {
        return clientIds.getAsLong();
    }

    /** The lowest version of Redis among the servers, or {@code null} as long as none has said it. */
    String serverVersion() {
        return serverVersion;
    }

    /** Servers have said their versions; this is the lowest. */
    void serversHaveVersion(String lowest) {
        serverVersion = lowest;
    }

    ScriptRuns scriptRuns() {
        return scriptRuns;
    }

    PendingSubscriptions pendingSubscriptions() {
        return pendingSubscriptions;
    }

    /** The clients that are connected. */
    Clients connected() {
        return connected;
    }

    Scripts scripts() {
        return scripts;
    }
}
