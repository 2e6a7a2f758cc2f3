package io.flotilla.bench.compare;

/**
 * One measurement of one proxy under one load.
 *
 * @param round which repetition, from 0
 * @param rate replies per second
 * @param megabytes of values per second that were read or written, in units of 1,000,000 bytes
 * @param p50 median latency in microseconds
 * @param p99 in microseconds
 * @param p999 in microseconds
 * @param cpu the proxy's CPU time per request in microseconds, of all its threads
 * @param peakRss the most memory the proxy had meanwhile, in KiB
 * @param error what went wrong, or null
 */
record Sample(
        int round,
        double rate,
        double megabytes,
        double p50,
        double p99,
        double p999,
        double cpu,
        long peakRss,
        String error) {

    static Sample failed(int round, String error) {
        return new Sample(round, 0, 0, 0, 0, 0, 0, 0, error);
    }

    boolean ok() {
        return error == null;
    }
}
