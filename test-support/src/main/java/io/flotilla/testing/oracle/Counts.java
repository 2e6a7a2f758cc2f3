package io.flotilla.testing.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the clients saw. Safe for any thread. */
public final class Counts {
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

    /** Reads that were older than the last write that was acknowledged before they were sent. */
    public int stale() {
        return stale.get();
    }

    /** The first of them, at most 1000. */
    public List<StaleRead> staleReads() {
        synchronized (first) {
            return List.copyOf(first);
        }
    }

    /** Reads that were answered, misses among them. */
    public long reads() {
        return reads.sum();
    }

    public long misses() {
        return misses.sum();
    }

    public long failedReads() {
        return failedReads.sum();
    }

    /** Writes that were acknowledged. */
    public long writes() {
        return writes.sum();
    }

    public long failedWrites() {
        return failedWrites.sum();
    }
}
