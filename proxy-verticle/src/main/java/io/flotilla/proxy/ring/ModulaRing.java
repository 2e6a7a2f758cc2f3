package io.flotilla.proxy.ring;

import io.flotilla.config.PoolConfig;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The hash value modulo the sum of the weights, in a list where each server that is in stands as often as its weight
 * says.
 *
 * <p>The list is kept as the running sum of the weights, so that large weights cost no memory.
 */
final class ModulaRing extends Ring {
    /** The most points {@link #continuum()} spells out. */
    private static final int MOST_LISTED = 1 << 20;

    private final int[] servers;
    private final long[] ends;
    private final int total;
    private final boolean equalWeights;

    ModulaRing(PoolConfig pool, BitSet in) {
        super(in);
        this.servers = indexes(in);
        this.ends = new long[servers.length];
        long sum = 0;
        boolean equal = true;
        for (int i = 0; i < servers.length; i++) {
            int weight = pool.servers().get(servers[i]).weight();
            equal &= weight == 1;
            sum += weight;
            ends[i] = sum;
        }
        this.total = (int) sum;
        this.equalWeights = equal;
    }

    @Override
    public int server(int hash) {
        int slot = Integer.remainderUnsigned(hash, total);
        return equalWeights ? servers[slot] : owner(slot & 0xffff_ffffL);
    }

    private int owner(long slot) {
        int low = 0;
        int high = ends.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ends[middle] <= slot) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return servers[low];
    }

    @Override
    public boolean usesHash() {
        return true;
    }

    @Override
    public List<Point> continuum() {
        int count = (int) Math.min(MOST_LISTED, ends[ends.length - 1]);
        return points(count, i -> new Point(0, owner(i)));
    }

    @Override
    public int point(int hash) {
        return Integer.remainderUnsigned(hash, total);
    }

    @Override
    public String toString() {
        return "modula" + Arrays.toString(ends);
    }
}
