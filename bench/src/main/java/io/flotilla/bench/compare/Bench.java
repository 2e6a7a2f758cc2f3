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
    /** A percentile of 99.9 needs more requests than a mean. */
    private static final int OPEN_LOOP_FACTOR = 3;

    private final Duration warmUp;
    private final Duration measured;

    /** Every measurement comes after the same load for the time of the warm-up. */
    Bench(Duration warmUp, Duration measured) {
        this.warmUp = warmUp;
        this.measured = measured;
    }

    /** Measures; whatever goes wrong is in the sample. {@code openRate} is for open loops alone. */
    Sample measure(Case row, ProxyProcess proxy, Servers servers, int round, double openRate) {
        try {
            return row.generator() == Case.Generator.REDIS_BENCHMARK
                    ? redisBenchmark(row, proxy, round)
                    : own(row, proxy, servers, round, openRate);
        } catch (IOException | UncheckedIOException e) {
            return Sample.failed(round, e.getMessage());
        }
    }

    private Sample own(Case row, ProxyProcess proxy, Servers servers, int round, double openRate) throws IOException {
        Load load = row.load();
        boolean open = row.generator().isOpen();
        try (LoadGenerator generator = new LoadGenerator(load, proxy.address())) {
            run(generator, open, openRate, warmUp);
            Meter meter = Meter.start(proxy.stat(), servers);
            Duration length = open ? measured.multipliedBy(OPEN_LOOP_FACTOR) : measured;
            LoadResult result = run(generator, open, openRate, length);
            Meter.Reading used = meter.read();
            return new Sample(
                    round,
                    result.rate(),
                    result.rate() * load.valueBytes() * valuesPerRequest(load) / MEGA,
                    result.micros(50),
                    result.micros(99),
                    result.micros(99.9),
                    used.cpuSeconds() * MEGA / result.all(),
                    used.busy(),
                    used.othersBusy(),
                    used.strangersBusy(),
                    used.peakRss(),
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
        Meter meter = Meter.start(proxy.stat(), null);
        RedisBenchmark.Result result = RedisBenchmark.run(load, proxy.address(), requests);
        Meter.Reading used = meter.read();
        return new Sample(
                round,
                result.rate(),
                result.rate() * load.valueBytes() / MEGA,
                result.p50(),
                result.p99(),
                result.p999(),
                used.cpuSeconds() * MEGA / requests,
                used.busy(),
                used.othersBusy(),
                used.strangersBusy(),
                used.peakRss(),
                null);
    }
}
