package io.flotilla.bench.compare;

import io.flotilla.bench.load.Load;
import io.flotilla.bench.load.LoadGenerator;
import io.flotilla.bench.load.LoadResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A scene under way: its servers and every proxy run, and are measured one after another, round by round. */
final class Play implements AutoCloseable {
    private static final int FILLING_CLIENTS = 10;
    private static final int WARMING_CLIENTS = 20;
    private static final int ATTEMPTS = 2;
    private static final Duration JVM_WARM_UP = Duration.ofSeconds(3);
    private static final Duration ROW_WARM_UP = Duration.ofMillis(700);

    private final Servers servers;
    private final List<ProxyProcess> proxies = new ArrayList<>();
    private final CompareOptions options;
    private final Results results;
    private final Bench bench;

    private Play(Servers servers, CompareOptions options, Results results) {
        this.servers = servers;
        this.options = options;
        this.results = results;
        this.bench = new Bench(options.warmUp(), options.measured());
    }

    /** Starts everything; a proxy that cannot be started is noted in the results. */
    static Play start(Scene scene, List<ProxyKind> kinds, Cores cores, CompareOptions options, Results results) {
        Play play = new Play(Servers.start(scene), options, results);
        for (ProxyKind kind : kinds) {
            try {
                play.proxies.add(ProxyProcess.start(kind, scene, cores, play.servers.list()));
            } catch (AssertionError e) {
                results.note(
                        kind.name() + " could not be started: " + e.getMessage().strip());
            }
        }
        return play;
    }

    /** Writes all keys of these rows through every proxy and lets its JVM compile the way of a request. */
    void prepare(List<Case> rows) throws IOException {
        for (ProxyProcess proxy : proxies) {
            for (Load load : rows.stream().map(Play::filling).distinct().toList()) {
                try (LoadGenerator generator = new LoadGenerator(load, proxy.address())) {
                    generator.fill();
                }
            }
            if (!proxy.kind().isNative()) {
                Load load = rows.get(0).load();
                warmUp(proxy, load.with(WARMING_CLIENTS, 1), JVM_WARM_UP);
                warmUp(proxy, load.with(WARMING_CLIENTS, 16), JVM_WARM_UP);
            }
        }
    }

    private static Load filling(Case row) {
        Load load = row.load();
        return new Load(load.protocol(), 0, load.valueBytes(), 1, FILLING_CLIENTS, 1);
    }

    private void warmUp(ProxyProcess proxy, Load load, Duration duration) {
        try (LoadGenerator generator = new LoadGenerator(load, proxy.address())) {
            generator.closedLoop(duration);
        } catch (IOException | UncheckedIOException e) {
            results.note(proxy.kind().name() + " failed in the warm-up: " + e.getMessage());
        }
    }

    /** All rounds of one row. */
    void measure(Case row) {
        proxies.forEach(proxy -> warmUp(proxy, row.load(), ROW_WARM_UP));
        double openRate = row.generator().isOpen() ? partOfPeak(row) : 0;
        for (int round = 0; round < options.rounds(); round++) {
            for (ProxyProcess proxy : proxies) {
                results.add(row, proxy.kind().name(), calmest(row, proxy, round, openRate));
            }
        }
    }

    /** Measures once more if something else on the machine took part in it. */
    private Sample calmest(Case row, ProxyProcess proxy, int round, double openRate) {
        Sample best = bench.measure(row, proxy, servers, round, openRate);
        for (int i = 1; i < ATTEMPTS && best.ok() && !best.isCalm(); i++) {
            Sample again = bench.measure(row, proxy, servers, round, openRate);
            if (!again.ok() || again.strangersBusy() < best.strangersBusy()) {
                best = again;
            }
        }
        return best;
    }

    /** The row's part of what the reference, or else the first proxy, answers when asked as fast as it can. */
    private double partOfPeak(Case row) {
        ProxyProcess reference = proxies.stream()
                .filter(proxy -> proxy.kind().name().equals(row.scene().cast().reference()))
                .findFirst()
                .orElse(proxies.get(0));
        try (LoadGenerator generator = new LoadGenerator(row.load(), reference.address())) {
            generator.closedLoop(options.warmUp());
            LoadResult peak = generator.closedLoop(options.measured());
            double part = Math.floor(peak.rate() / row.generator().part());
            results.note(row.name() + " is made at " + (long) part + " requests/s; the peak of "
                    + reference.kind().name() + " is " + (long) peak.rate());
            return part;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        proxies.forEach(ProxyProcess::close);
        servers.close();
    }
}
