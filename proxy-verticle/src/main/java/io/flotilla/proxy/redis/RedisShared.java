package io.flotilla.proxy.redis;

import io.flotilla.stats.NodeIdentity;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What one Redis pool is and knows on all event loops of the proxy together. */
public final class RedisShared {
    private final Scripts scripts = new Scripts();
    private final Supplier<NodeIdentity> node;
    private final LongSupplier epoch;
    private final IntSupplier clients;

    /**
     * @param node this proxy
     * @param epoch the epoch of the topology in force
     * @param clients the number of clients that are connected to the pool
     */
    public RedisShared(Supplier<NodeIdentity> node, LongSupplier epoch, IntSupplier clients) {
        this.node = node;
        this.epoch = epoch;
        this.clients = clients;
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

    Scripts scripts() {
        return scripts;
    }
}
