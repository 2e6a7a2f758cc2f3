package io.flotilla.bench.compare;

import io.flotilla.bench.load.Load;
import io.flotilla.bench.load.LoadGenerator;
import io.flotilla.bench.load.LoadResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** Takes one measurement of one running proxy. */
final class Bench {
    private static final double MEGA = 1e6;

    private final Duration warmUp;
    private final Duration measured;

    /** Every measurement comes after the same load for the time of the warm-up. */
    Bench(Duration warmUp, Duration measured) {
        this.warmUp = warmUp;
        this.measured = measured;
    }

    /** Measures; whatever goes wrong is in the sample. {@code openRate} is for open loops alone. */
    Sample measure(Case row, ProxyProcess proxy, int round, double openRate) {
        try {
            return row.generator() == Case.Generator.REDIS_BENCHMARK
                    ? redisBenchmark(row, proxy, round)
                    : own(row, proxy, round, openRate);
        } catch (IOException | UncheckedIOException e) {
            return Sample.failed(round, e.getMessage());
        }
    }

    private Sample own(Case row, ProxyProcess proxy, int round, double openRate) throws IOException {
        Load load = row.load();
        boolean open = row.generator() == Case.Generator.OPEN_LOOP;
        ProcStat stat = proxy.stat();
        try (LoadGenerator generator = new LoadGenerator(load, proxy.address())) {
            run(generator, open, openRate, warmUp);
            stat.resetPeak();
            double cpu = stat.cpuSeconds();
            LoadResult result = run(generator, open, openRate, measured);
            cpu = stat.cpuSeconds() - cpu;
            return new Sample(
                    round,
                    result.rate(),
                    result.rate() * load.valueBytes() * valuesPerRequest(load) / MEGA,
                    result.micros(50),
                    result.micros(99),
                    result.micros(99.9),
                    cpu * MEGA / result.all(),
                    stat.peakRss(),
                    fault(result));
        }
    }

    private static LoadResult run(LoadGenerator generator, boolean open, double rate, Duration duration)
            throws IOException {
        return open ? generator.openLoop(rate, duration) : generator.closedLoop(duration);
    }

    private static double valuesPerRequest(Load load) {
        return (load.getPercent() * load.keysPerGet() + (100 - load.getPercent())) / 100.0;
    }

    private static String fault(LoadResult result) {
        if (result.errors() > 0) {
            return result.errors() + " errors, the first: " + result.firstError();
        }
        return result.misses() > 0 ? result.misses() + " values were missing" : null;
    }

    /** redis-benchmark takes a number of requests, not a time: what the warm-up's rate makes in the time. */
    private Sample redisBenchmark(Case row, ProxyProcess proxy, int round) throws IOException {
        Load load = row.load();
        long few = 20_000L * load.pipeline();
        double guess = RedisBenchmark.run(load, proxy.address(), few).rate();
        long requests = Math.max(few, (long) (guess * measured.toMillis() / 1_000));
        ProcStat stat = proxy.stat();
        stat.resetPeak();
        double cpu = stat.cpuSeconds();
        RedisBenchmark.Result result = RedisBenchmark.run(load, proxy.address(), requests);
        cpu = stat.cpuSeconds() - cpu;
        return new Sample(
                round,
                result.rate(),
                result.rate() * load.valueBytes() / MEGA,
                result.p50(),
                result.p99(),
                result.p999(),
                cpu * MEGA / requests,
                stat.peakRss(),
                null);
    }
}
