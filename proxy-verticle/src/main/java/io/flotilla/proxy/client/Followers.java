package io.flotilla.proxy.client;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Those who keep something on the servers of a pool, on one event loop. */
final class Followers {
    /** The whole fleet waits for them in a switch, so that a server that does not confirm may not cost more than this. */
    private static final int PATIENCE_MILLIS = 100;

    private final Set<PoolFollower> all = new LinkedHashSet<>();

    void add(PoolFollower follower) {
        all.add(follower);
    }

    void remove(PoolFollower follower) {
        all.remove(follower);
    }

    /** Tells them of a switch that begins, and calls back once all have followed it, or when that takes too long. */
    void prepare(EventLoop loop, Runnable ready) {
        Set<PoolFollower> awaited = new LinkedHashSet<>(all);
        for (PoolFollower follower : new ArrayList<>(all)) {
            follower.onPrepare(() -> {
                if (awaited.remove(follower) && awaited.isEmpty()) {
                    ready.run();
                }
            });
        }
        if (all.isEmpty()) {
            ready.run();
        } else if (!awaited.isEmpty()) {
            loop.schedule(
                    () -> {
                        if (!awaited.isEmpty()) {
                            awaited.clear();
                            ready.run();
                        }
                    },
                    PATIENCE_MILLIS,
                    TimeUnit.MILLISECONDS);
        }
    }

    void tellTopology() {
        if (!all.isEmpty()) {
            new ArrayList<>(all).forEach(PoolFollower::onTopology);
        }
    }

    void tick() {
        if (!all.isEmpty()) {
            new ArrayList<>(all).forEach(PoolFollower::onTick);
        }
    }
}
