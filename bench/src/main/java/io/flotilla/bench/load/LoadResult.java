package io.flotilla.bench.load;

import org.HdrHistogram.Histogram;

/**
 * What a run of a load gave.
 *
 * @param seconds how long requests were made
 * @param inTime replies within these seconds
 * @param all replies including those that were awaited after the last request
 * @param latency of the replies in time, in nanoseconds; in an open loop of all replies, from the time each request was due
 * @param errors error replies among all
 * @param misses values that were asked for and not found
 * @param firstError the text of the first error reply, or null
 */
public record LoadResult(
        double seconds, long inTime, long all, Histogram latency, long errors, long misses, String firstError) {

    /** Replies per second. */
    public double rate() {
        return inTime / seconds;
    }

    /** The latency that this percentage of the replies did not exceed, in microseconds. */
    public double micros(double percentile) {
        return latency.getValueAtPercentile(percentile) / 1_000.0;
    }
}
