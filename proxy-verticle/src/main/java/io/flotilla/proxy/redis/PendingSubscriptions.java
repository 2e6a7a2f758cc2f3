package io.flotilla.proxy.redis;

import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What clients of this proxy, on whatever event loop, have begun or ceased to be subscribed to and servers have yet to confirm. A
 * message that is published meanwhile would overtake the subscription, which has a connection of its own and may need to open
 * it first; a single Redis mostly takes what comes first.
 */
final class PendingSubscriptions {
    private final ConcurrentMap<String, Integer> channels = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Integer> shards = new ConcurrentHashMap<>();
    private final AtomicInteger patterns = new AtomicInteger();
    /** Of all topics. */
    private final AtomicInteger all = new AtomicInteger();

    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    /** A client wants to hear this, or no longer. To be followed by {@link #end}. */
    void begin(Topic topic, String name) {
        switch (topic) {
            case CHANNEL -> channels.merge(name, 1, Integer::sum);
            case SHARD -> shards.merge(name, 1, Integer::sum);
            case PATTERN -> patterns.incrementAndGet();
            case MONITOR -> {}
        }
        all.incrementAndGet();
    }

    /** It is confirmed or refused, or the client has gone. */
    void end(Topic topic, String name) {
        switch (topic) {
            case CHANNEL -> channels.computeIfPresent(name, (n, count) -> count == 1 ? null : count - 1);
            case SHARD -> shards.computeIfPresent(name, (n, count) -> count == 1 ? null : count - 1);
            case PATTERN -> patterns.decrementAndGet();
            case MONITOR -> {}
        }
        all.decrementAndGet();
        for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
            next.run();
        }
    }

    /** Whether anything is to be confirmed; if not, nobody need wait. */
    boolean isAny() {
        return all.get() != 0;
    }

    /** Whether a message to this channel or shard channel would overtake a subscription. */
    boolean concern(Topic topic, String name) {
        return topic == Topic.SHARD ? shards.containsKey(name) : channels.containsKey(name) || patterns.get() != 0;
    }

    /** Calls back once, when something has been confirmed; on the thread on which that happens. */
    void onEnd(Runnable then) {
        waiting.add(then);
    }
}
