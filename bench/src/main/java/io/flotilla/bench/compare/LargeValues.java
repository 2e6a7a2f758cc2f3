package io.flotilla.bench.compare;

import io.flotilla.bench.load.Load;
import io.flotilla.bench.load.LoadGenerator;
import io.flotilla.bench.load.Protocol;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** One proxy's most memory while values of 1 MB pass: for a while, for longer, and to more clients at once. */
final class LargeValues {
    static final String PEAK = "values of 1 MB, 50 clients: peak RSS, MB";
    static final String MORE = "values of 1 MB: peak RSS after 4 x as many, x";
    static final String WIDER = "values of 1 MB: peak RSS with 200 clients against 50, x";
    static final List<String> FIGURES = List.of(PEAK, MORE, WIDER);

    private static final Duration SLICE = Duration.ofSeconds(3);
    private static final int MORE_SLICES = 3;
    private static final Load LOAD = new Load(Protocol.REDIS, 90, 1 << 20, 1, 50, 1);
    private static final Load WIDE = LOAD.with(200, 1);

    private final ProxyProcess proxy;
    private final Results results;

    LargeValues(ProxyProcess proxy, Results results) {
        this.proxy = proxy;
        this.results = results;
    }

    void measure() throws IOException {
        try (LoadGenerator generator = new LoadGenerator(LOAD.with(10, 1), proxy.address())) {
            generator.fill();
        }
        long first;
        long later = 0;
        try (LoadGenerator generator = new LoadGenerator(LOAD, proxy.address())) {
            first = peak(generator);
            for (int i = 0; i < MORE_SLICES; i++) {
                later = peak(generator);
            }
        }
        results.add(PEAK, name(), ProcStat.megabytes(first));
        results.add(MORE, name(), later / (double) first);
        try (LoadGenerator generator = new LoadGenerator(WIDE, proxy.address())) {
            results.add(WIDER, name(), peak(generator) / (double) first);
        }
    }

    private long peak(LoadGenerator generator) throws IOException {
        ProcStat stat = proxy.stat();
        stat.resetPeak();
        generator.closedLoop(SLICE);
        return stat.peakRss();
    }

    private String name() {
        return proxy.kind().name();
    }
}
