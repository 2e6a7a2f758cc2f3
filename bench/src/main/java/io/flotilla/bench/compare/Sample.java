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
 * @param busy the proxy's CPU time per second of the measurement, in cores
 * @param othersBusy the same of load generator and servers together; NaN if it was not taken
 * @param strangersBusy the same of everything else on the machine: what disturbed the measurement; NaN if it was not taken
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
        double busy,
        double othersBusy,
        double strangersBusy,
        long peakRss,
        String error) {

    /** In cores; what the kernel's sampling by ticks may show of an idle machine is below it. */
    private static final double CALM = 0.15;

    static Sample failed(int round, String error) {
        return new Sample(round, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, error);
    }

    /** Whether hardly anything else ran on the machine meanwhile, as far as is known. */
    boolean isCalm() {
        return !(strangersBusy > CALM);
    }

    boolean ok() {
        return error == null;
    }
}
