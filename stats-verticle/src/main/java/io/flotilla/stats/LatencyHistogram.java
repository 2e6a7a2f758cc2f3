package io.flotilla.stats;

/**
 * How long something took: counts in log-linear buckets, sixteen to each power of two, so that a reading is at most 1/16 too
 * high. Values are microseconds from 0 to 2^32 - 1 (71 minutes); larger ones are counted in the last bucket.
 *
 * <p>One writer with plain stores; readers on other threads {@link #add} it to a histogram of their own and may see it a
 * moment old. The bucket layout is that of HdrHistogram with one digit, <a href="https://hdrhistogram.github.io/HdrHistogram/">
 * described here</a>, without its auto-resizing.
 */
public final class LatencyHistogram {
    private static final int SUB_BITS = 4;
    private static final int SUB_COUNT = 1 << SUB_BITS;
    private static final int VALUE_BITS = 32;
    private static final long MAX_VALUE = (1L << VALUE_BITS) - 1;

    private final long[] counts = new long[indexOf(MAX_VALUE) + 1];
    private long sum;
    private long max;

    /** Counts one value; a negative one counts as 0. */
    public void record(long micros) {
        long value = micros < 0 ? 0 : Math.min(micros, MAX_VALUE);
        counts[indexOf(value)]++;
        sum += value;
        if (value > max) {
            max = value;
        }
    }

    /** Adds what another histogram holds now. */
    public void add(LatencyHistogram other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        sum += other.sum;
        max = Math.max(max, other.max);
    }

    /** How many values were counted. */
    public long count() {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        return total;
    }

    /** The sum of all values, microseconds. */
    public long sumMicros() {
        return sum;
    }

    /** The largest value, microseconds; 0 when empty. */
    public long maxMicros() {
        return max;
    }

    /**
     * The value that this share of all values does not exceed, as the upper edge of its bucket (never above
     * {@link #maxMicros}); 0 when empty.
     *
     * @param quantile from 0 to 1, for example 0.99
     */
    public long quantileMicros(double quantile) {
        if (!(quantile >= 0 && quantile <= 1)) {
            throw new IllegalArgumentException("quantile " + quantile + " is not between 0 and 1");
        }
        long rank = Math.max(1, (long) Math.ceil(quantile * count()));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return Math.min(upperEdge(i), max);
            }
        }
        return max;
    }

    /** How many values are below {@code 2^power} microseconds; {@code power} is from 4 to 32. */
    public long countBelowPowerOfTwo(int power) {
        if (power < SUB_BITS || power > VALUE_BITS) {
            throw new IllegalArgumentException("power " + power + " is not between 4 and 32");
        }
        long below = 0;
        for (int i = 0; i <= indexOf((1L << power) - 1); i++) {
            below += counts[i];
        }
        return below;
    }

    private static int indexOf(long value) {
        if (value < SUB_COUNT) {
            return (int) value;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(value) - SUB_BITS;
        return (shift << SUB_BITS) + (int) (value >>> shift);
    }

    private static long upperEdge(int index) {
        if (index < 2 * SUB_COUNT) {
            return index;
        }
        int shift = (index >> SUB_BITS) - 1;
        long lower = (long) (SUB_COUNT + (index & (SUB_COUNT - 1))) << shift;
        return lower + (1L << shift) - 1;
    }
}
