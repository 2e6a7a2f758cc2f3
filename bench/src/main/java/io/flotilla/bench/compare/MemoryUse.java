package io.flotilla.bench.compare;

import io.flotilla.bench.load.Load;
import io.flotilla.bench.load.LoadGenerator;
import io.flotilla.bench.load.Protocol;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One proxy's resident memory with idle clients and around a burst. */
final class MemoryUse {
    static final String NONE = "memory: no clients, MB";
    static final String IDLE = "memory: idle clients add, MB";
    static final String AT_ONCE = "memory: the same when all ask at once, MB";
    static final String BEFORE = "memory: before a burst, MB";
    static final String PEAK = "memory: peak of the burst, MB";
    static final String AFTER = "memory: after the burst against before, x";
    static final List<String> FIGURES = List.of(NONE, IDLE, AT_ONCE, BEFORE, PEAK, AFTER);

    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration BURST = Duration.ofSeconds(4);
    private static final int AT_A_TIME = 50;
    private static final Load USUAL = new Load(Protocol.REDIS, 50, 100, 16, 50, 1);
    private static final Load LARGE = new Load(Protocol.REDIS, 50, 100 << 10, 1, 50, 1);

    private final ProxyProcess proxy;
    private final Results results;
    private final ProcStat stat;
    private long before;
    private long burstEnd;

    MemoryUse(ProxyProcess proxy, Results results) {
        this.proxy = proxy;
        this.results = results;
        this.stat = proxy.stat();
    }

    /**
     * Uses the proxy for a while, so that what it takes once is taken; then opens the clients, each of which makes one request
     * and waits. A second time all of them ask at once.
     */
    void measureIdle(int clients) throws IOException, InterruptedException {
        load(USUAL, WARM_UP);
        load(USUAL.with(50, 1), WARM_UP);
        TimeUnit.SECONDS.sleep(2);
        long none = stat.rss();
        add(NONE, ProcStat.megabytes(none));
        try (LoadGenerator generator = new LoadGenerator(USUAL.with(clients, 1), proxy.address())) {
            generator.oneEach(AT_A_TIME);
            TimeUnit.SECONDS.sleep(3);
            add(IDLE, ProcStat.megabytes(stat.rss() - none));
            generator.closedLoop(Duration.ofMillis(1));
            TimeUnit.SECONDS.sleep(3);
            add(AT_ONCE, ProcStat.megabytes(stat.rss() - none));
        }
        TimeUnit.SECONDS.sleep(1);
    }

    /** Reads and writes values of 100 KB from so many clients, which then leave. */
    void burst(int clients) throws IOException {
        before = stat.rss();
        add(BEFORE, ProcStat.megabytes(before));
        stat.resetPeak();
        load(LARGE.with(clients, 1), BURST);
        add(PEAK, ProcStat.megabytes(stat.peakRss()));
        burstEnd = System.nanoTime();
    }

    /** Waits until the burst is so long ago. */
    void measureAfter(int seconds) throws InterruptedException {
        long left = burstEnd + TimeUnit.SECONDS.toNanos(seconds) - System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(Math.max(0, left));
        add(AFTER, stat.rss() / (double) before);
    }

    private void load(Load load, Duration duration) throws IOException {
        try (LoadGenerator generator = new LoadGenerator(load, proxy.address())) {
            generator.closedLoop(duration);
        }
    }

    private void add(String figure, double value) {
        results.add(figure, proxy.kind().name(), value);
    }
}
