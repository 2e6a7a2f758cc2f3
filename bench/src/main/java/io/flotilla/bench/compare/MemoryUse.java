package io.flotilla.bench.compare;

import io.flotilla.bench.load.Load;
import io.flotilla.bench.load.LoadGenerator;
import io.flotilla.bench.load.Protocol;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One proxy's resident memory with idle clients and around a burst, in KiB. */
final class MemoryUse {
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration BURST = Duration.ofSeconds(4);
    private static final Load USUAL = new Load(Protocol.REDIS, 50, 100, 16, 50, 1);
    private static final Load LARGE = new Load(Protocol.REDIS, 50, 100 << 10, 1, 50, 1);

    private final ProxyProcess proxy;
    private final ProcStat stat;
    private long none;
    private long idle;
    private long before;
    private long peak;
    private long after;
    private long burstEnd;

    MemoryUse(ProxyProcess proxy) {
        this.proxy = proxy;
        this.stat = proxy.stat();
    }

    /** Uses the proxy for a while, so that what it takes once is taken; then opens the clients, each with one request. */
    void measureIdle(int clients) throws IOException, InterruptedException {
        load(USUAL, WARM_UP);
        load(USUAL.with(50, 1), WARM_UP);
        TimeUnit.SECONDS.sleep(2);
        none = stat.rss();
        try (LoadGenerator generator = new LoadGenerator(USUAL.with(clients, 1), proxy.address())) {
            generator.closedLoop(Duration.ofMillis(1));
            TimeUnit.SECONDS.sleep(3);
            idle = stat.rss();
        }
        TimeUnit.SECONDS.sleep(1);
    }

    /** Reads and writes values of 100 KB from so many clients, which then leave. */
    void burst(int clients) throws IOException {
        before = stat.rss();
        stat.resetPeak();
        load(LARGE.with(clients, 1), BURST);
        peak = stat.peakRss();
        burstEnd = System.nanoTime();
    }

    /** Waits until the burst is so long ago. */
    void measureAfter(int seconds) throws InterruptedException {
        long left = burstEnd + TimeUnit.SECONDS.toNanos(seconds) - System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(Math.max(0, left));
        after = stat.rss();
    }

    private void load(Load load, Duration duration) throws IOException {
        try (LoadGenerator generator = new LoadGenerator(load, proxy.address())) {
            generator.closedLoop(duration);
        }
    }

    String name() {
        return proxy.kind().name();
    }

    /** A line of the table, in MiB. */
    String line() {
        return String.format(
                "| %s | %.1f | %.1f | %.1f | %.1f | %.1f | %.2f |",
                name(),
                none / 1024.0,
                (idle - none) / 1024.0,
                before / 1024.0,
                peak / 1024.0,
                after / 1024.0,
                after / (double) before);
    }
}
