package io.flotilla.bench.compare;

import io.flotilla.bench.load.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What Flotilla must reach against the other proxies, and of itself. */
final class Targets {
    private static final String EPOLL = "flotilla-epoll";
    private static final String IO_URING = "flotilla-io_uring";
    /** Above this a proxy that has one core is what limits the throughput. */
    private static final double BUSY = 0.9;

    private final List<Target> targets = new ArrayList<>();

    private Targets() {}

    static List<Target> all() {
        Targets all = new Targets();
        for (Protocol protocol : Protocol.values()) {
            all.side(protocol);
        }
        all.loops();
        all.ratio("cost of being in a fleet, CPU", Cases.fleet(1), "flotilla-in-fleet-of-3", true, 1.03, Sample::cpu);
        all.ratio("cost of being in a fleet, CPU", Cases.fleet(16), "flotilla-in-fleet-of-3", true, 1.03, Sample::cpu);
        all.figures();
        return all.targets;
    }

    private void side(Protocol protocol) {
        Case one = Cases.pipelined(protocol, 1);
        Case sixteen = Cases.pipelined(protocol, 16);
        String name = protocol.label();
        ratio(name + ", CPU per request, pipeline 1", one, EPOLL, true, 0.85, Sample::cpu);
        ratio(name + ", CPU per request, pipeline 1", one, IO_URING, true, 0.75, Sample::cpu);
        ratio(name + ", CPU per request, pipeline 16", sixteen, EPOLL, true, 0.40, Sample::cpu);
        ratio(name + ", CPU per request, pipeline 16", sixteen, IO_URING, true, 0.30, Sample::cpu);
        for (String proxy : List.of(EPOLL, IO_URING)) {
            add(
                    name + ", CPU per request against HAProxy, pipeline 16",
                    proxy,
                    true,
                    1.0,
                    results -> results.ratio(sixteen, proxy, "haproxy-tcp", Sample::cpu),
                    results -> "");
        }
        both(name + ", requests/s, pipeline 16", sixteen, false, 1.8, Sample::rate);
        both(name + ", requests/s, pipeline 1", one, false, 1.0, Sample::rate);
        latency(name, "half", Cases.open(protocol, Case.Generator.OPEN_HALF));
        latency(name, "a fifth", Cases.open(protocol, Case.Generator.OPEN_FIFTH));
        both(name + ", 100 keys over 4 servers, requests/s", Cases.multi(protocol, 100), false, 1.5, Sample::rate);
        both(name + ", values of 1 MB, MB/s", Cases.sized(protocol, 1 << 20), false, 1.0, Sample::megabytes);
    }

    private void latency(String name, String part, Case row) {
        for (String proxy : List.of(EPOLL, IO_URING)) {
            latency(name + ", p99 at " + part + " of nutcracker's peak", row, proxy, 1.0, Sample::p99);
            latency(name + ", p99.9 at " + part + " of nutcracker's peak", row, proxy, 1.5, Sample::p999);
        }
    }

    private void latency(String measure, Case row, String proxy, double limit, ToDoubleFunction<Sample> what) {
        String reference = row.scene().cast().reference();
        add(
                measure,
                proxy,
                true,
                limit,
                results -> results.ratio(row, proxy, reference, what),
                results -> String.format(
                        Locale.ROOT,
                        "proxy, generator and servers used %.2f cores",
                        results.of(row, proxy, s -> s.busy() + s.othersBusy()).median()));
    }

    private void loops() {
        Case row = Cases.loops();
        for (String proxy : List.of(EPOLL, IO_URING)) {
            String two = proxy + "-loops2";
            add(
                    "two loops against one, requests/s",
                    proxy,
                    false,
                    1.7,
                    results -> results.ratio(row, two, proxy, Sample::rate),
                    results -> cores(results, row, two));
            add(
                    "two loops against one, 2 x the requests per CPU second",
                    proxy,
                    false,
                    1.7,
                    results -> results.ratio(row, two, proxy, sample -> 1 / sample.cpu())
                            .times(2),
                    results -> "what two cores carry if clients do not limit");
        }
    }

    private void figures() {
        for (String proxy : List.of(EPOLL, IO_URING)) {
            figure("RSS after 4 x as many values of 1 MB", proxy, 1.1, "x", LargeValues.MORE);
            figure("RSS with 4 x as many clients of 1 MB", proxy, 1.1, "x", LargeValues.WIDER);
            figure("10,000 idle clients add", proxy, 40, "MB", MemoryUse.IDLE);
            figure("RSS 60 s after a burst against before", proxy, 1.2, "x", MemoryUse.AFTER);
            figure("start to first answer, alone", proxy, 1_200, "ms", Probes.START_ALONE);
        }
        figure("start to first answer, joining", "flotilla-in-fleet-of-3", 4_000, "ms", Probes.START_JOINING);
    }

    private void both(String measure, Case row, boolean atMost, double limit, ToDoubleFunction<Sample> what) {
        ratio(measure, row, EPOLL, atMost, limit, what);
        ratio(measure, row, IO_URING, atMost, limit, what);
    }

    private void ratio(
            String measure, Case row, String proxy, boolean atMost, double limit, ToDoubleFunction<Sample> what) {
        String reference = row.scene().cast().reference();
        add(
                measure,
                proxy,
                atMost,
                limit,
                results -> results.ratio(row, proxy, reference, what),
                results -> atMost ? "" : cores(results, row, proxy));
    }

    private void figure(String measure, String proxy, double limit, String unit, String figure) {
        targets.add(
                new Target(measure, proxy, true, limit, unit, results -> results.figure(figure, proxy), results -> ""));
    }

    private void add(
            String measure,
            String proxy,
            boolean atMost,
            double limit,
            Function<Results, Spread> value,
            Function<Results, String> remark) {
        targets.add(new Target(measure, proxy, atMost, limit, "x", value, remark));
    }

    /** Who was the limit of a throughput. */
    private static String cores(Results results, Case row, String proxy) {
        String reference = row.scene().cast().reference();
        double busy = results.of(row, proxy, Sample::busy).median();
        double referenceBusy = results.of(row, reference, Sample::busy).median();
        String used = String.format(Locale.ROOT, "used %.2f cores, %s %.2f", busy, reference, referenceBusy);
        return busy < BUSY * row.scene().loops() ? used + ": clients and servers are the limit" : used;
    }
}
