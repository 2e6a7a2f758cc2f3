package io.flotilla.proxy.ring;

import io.flotilla.config.PoolConfig;
import java.util.BitSet;
import java.util.List;

/**
 * Weighted ketama: every server has about 160 points among the 2^32 hash values, and a key goes to the server of the
 * first point at or after its own hash value, the first of all if there is none.
 *
 * <p>A point and its server share one {@code long}: the point above, with its sign flipped so that signed comparison
 * orders it, the server below. The points stand in order, behind them the first one again as a sentinel. A directory
 * over the top bits of the hash value, with about two entries for each point, says where to begin; as points are MD5
 * values and thus spread evenly, the search rarely takes more than one step.
 */
final class KetamaRing extends Ring {
    private final long[] points;
    private final int[] directory;
    private final int shift;
    private final int[] counts;

    KetamaRing(PoolConfig pool, BitSet in) {
        super(in);
        this.counts = KetamaPoints.counts(pool, in);
        long[] sorted = KetamaPoints.sorted(pool, in);
        this.points = withSentinel(sorted);
        int bits = Math.min(20, 33 - Integer.numberOfLeadingZeros(sorted.length));
        this.shift = 32 - bits;
        this.directory = directory(sorted, bits);
    }

    @Override
    public int server(int hash) {
        return (int) points[search(hash)];
    }

    /** The index of the first point at or after the hash value; the sentinel's if there is none. */
    private int search(int hash) {
        long[] p = points;
        long wanted = position(hash);
        int i = directory[hash >>> shift];
        while (p[i] < wanted) {
            i++;
        }
        return i;
    }

    /** How many points a server has, 0 if it is not in. */
    int points(int server) {
        return counts[server];
    }

    @Override
    public boolean usesHash() {
        return true;
    }

    @Override
    public List<Point> continuum() {
        return points(points.length - 1, i -> new Point(value(points[i]), (int) points[i]));
    }

    @Override
    public int point(int hash) {
        int i = search(hash);
        return i == points.length - 1 ? 0 : i;
    }

    /** Where a hash value or a point stands in the order, with room for a server below. */
    static long position(int value) {
        return (long) (value ^ Integer.MIN_VALUE) << 32;
    }

    private static long value(long point) {
        return (((int) (point >>> 32)) ^ Integer.MIN_VALUE) & 0xffff_ffffL;
    }

    private static long[] withSentinel(long[] sorted) {
        long[] points = java.util.Arrays.copyOf(sorted, sorted.length + 1);
        points[sorted.length] = position(-1) | (int) sorted[0];
        return points;
    }

    /**
     * For every value of the top bits, the index of the first point at or after the lowest hash value that begins with
     * them.
     */
    private static int[] directory(long[] sorted, int bits) {
        int[] directory = new int[1 << bits];
        int i = 0;
        for (int top = 0; top < directory.length; top++) {
            long lowest = position(top << (32 - bits));
            while (i < sorted.length && sorted[i] < lowest) {
                i++;
            }
            directory[top] = i;
        }
        return directory;
    }
}
