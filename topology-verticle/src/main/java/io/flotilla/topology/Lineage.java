package io.flotilla.topology;

import java.util.Comparator;

/**
 * The history that a state belongs to. A fleet that starts anew, or half of a fleet of two that goes on without the other,
 * begins another. When two meet, the smaller one wins: the older fleet, and of its halves the one that had the majority.
 *
 * @param born when the fleet started, by the wall clock; milliseconds since 1970
 * @param forks how often half of a fleet of two went on alone
 * @param id random, so that no two are equal by chance
 */
record Lineage(long born, int forks, String id) implements Comparable<Lineage> {
    private static final Comparator<Lineage> ORDER = Comparator.comparingLong(Lineage::born)
            .thenComparingInt(Lineage::forks)
            .thenComparing(Lineage::id);

    @Override
    public int compareTo(Lineage other) {
        return ORDER.compare(this, other);
    }

    boolean winsOver(Lineage other) {
        return compareTo(other) < 0;
    }

    Lineage fork(String newId) {
        return new Lineage(born, forks + 1, newId);
    }
}
