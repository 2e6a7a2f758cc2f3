package io.flotilla.bench.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the clients saw. Safe for any thread. */
final class Counts {
    private static final int KEPT = 1000;

    final LongAdder writes = new LongAdder();
    final LongAdder failedWrites = new LongAdder();
    final LongAdder reads = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder failedReads = new LongAdder();
    private final AtomicInteger stale = new AtomicInteger();
    private final List<StaleRead> first = new ArrayList<>();

    void stale(StaleRead read) {
        if (stale.getAndIncrement() < KEPT) {
            synchronized (first) {
                first.add(read);
            }
        }
    }

    int stale() {
        return stale.get();
    }

    /** The first of them, at most 1000. */
    List<StaleRead> staleReads() {
        synchronized (first) {
            return List.copyOf(first);
        }
    }
}
