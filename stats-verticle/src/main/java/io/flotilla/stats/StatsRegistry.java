package io.flotilla.stats;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Every event loop's counters of every pool. Loops register at start; the statistics add them up. */
public final class StatsRegistry {

    /** One loop's counters of one pool. */
    public record Entry(String pool, PoolCounters counters) {}

    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    /** Makes the counters of a pool on one event loop. */
    public PoolCounters register(String pool, int serverCount) {
        PoolCounters counters = new PoolCounters(serverCount);
        entries.add(new Entry(pool, counters));
        return counters;
    }

    /** All entries so far. */
    public List<Entry> entries() {
        return entries;
    }

    /** What all event loops counted for this pool until now; all zero for a pool nobody registered. */
    public PoolCounters sum(String pool, int serverCount) {
        PoolCounters total = new PoolCounters(serverCount);
        for (Entry entry : entries) {
            if (entry.pool().equals(pool)) {
                total.add(entry.counters());
            }
        }
        return total;
    }
}
