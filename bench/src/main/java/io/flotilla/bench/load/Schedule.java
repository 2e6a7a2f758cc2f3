package io.flotilla.bench.load;

import java.time.Duration;

/**
 * When the requests of an open loop are due: evenly spaced from its start, whatever becomes of those before. Latencies that
 * count from these times charge a stall to every request that it kept from being sent, which a loop that waits for replies
 * leaves out ("coordinated omission", Gil Tene).
 *
 * @param start of {@link System#nanoTime}
 * @param rate requests per second
 * @param count how many there are
 */
record Schedule(long start, double rate, long count) {
    private static final double NANOS = 1e9;

    static Schedule of(long start, double rate, Duration length) {
        return new Schedule(start, rate, (long) (rate * length.toNanos() / NANOS));
    }

    /** When request number {@code i}, from 0, is due. */
    long due(long i) {
        return start + (long) (i * NANOS / rate);
    }
}
