package io.flotilla.bench.compare;

import io.flotilla.bench.load.Load;
import io.flotilla.bench.load.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Throughput and CPU per request against pipeline depth and value size. */
final class Plots {
    private static final List<Integer> PIPELINES = List.of(1, 16, 64);
    private static final List<Integer> SIZES = List.of(100, 4 << 10, 100 << 10, 1 << 20);
    private static final List<String> SIZE_NAMES = List.of("100 B", "4 KB", "100 KB", "1 MB");
    private static final int CLIENTS = 50;

    private final Results results;
    private final Path folder;

    Plots(Results results, Path folder) {
        this.results = results;
        this.folder = folder;
    }

    /** The names of all plots, without folder and suffix. */
    static List<String> names() {
        return Stream.of(Protocol.values())
                .flatMap(protocol -> Stream.of("pipeline-throughput", "pipeline-cpu", "size-throughput", "size-cpu")
                        .map(plot -> protocol.label() + "-" + plot))
                .toList();
    }

    /** Writes those plots for which there are results. */
    void write() throws IOException {
        for (Protocol protocol : Protocol.values()) {
            String of = protocol.label() + ", 50 clients, 90% reads";
            List<String> pipelines = PIPELINES.stream().map(String::valueOf).toList();
            Function<Load, Integer> pipeline =
                    load -> load.valueBytes() == 100 ? PIPELINES.indexOf(load.pipeline()) : -1;
            plot(
                    protocol,
                    "pipeline-throughput",
                    "Requests/s, " + of + ", 100 B",
                    "requests sent together",
                    pipelines,
                    pipeline,
                    Sample::rate);
            plot(
                    protocol,
                    "pipeline-cpu",
                    "CPU us per request, " + of + ", 100 B",
                    "requests sent together",
                    pipelines,
                    pipeline,
                    Sample::cpu);
            Function<Load, Integer> size = load -> load.pipeline() == 1 ? SIZES.indexOf(load.valueBytes()) : -1;
            plot(protocol, "size-throughput", "MB/s, " + of, "value size", SIZE_NAMES, size, Sample::megabytes);
            plot(protocol, "size-cpu", "CPU us per request, " + of, "value size", SIZE_NAMES, size, Sample::cpu);
        }
    }

    private void plot(
            Protocol protocol,
            String name,
            String title,
            String across,
            List<String> places,
            Function<Load, Integer> place,
            ToDoubleFunction<Sample> what)
            throws IOException {
        Chart chart = new Chart(title, across, places);
        for (Case row : results.rows()) {
            int at = place.apply(row.load());
            if (at >= 0 && row.load().protocol() == protocol && isUsual(row)) {
                results.proxies(row).forEach(proxy -> chart.point(proxy, at, results.of(row, proxy, what)));
            }
        }
        if (chart.hasLines()) {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(protocol.label() + "-" + name + ".svg"), chart.svg());
        }
    }

    private static boolean isUsual(Case row) {
        Load load = row.load();
        return row.generator() == Case.Generator.CLOSED_LOOP
                && load.getPercent() == 90
                && load.clients() == CLIENTS
                && load.keysPerGet() == 1
                && row.scene().loops() == 1
                && row.scene().cast() == Scene.Cast.ALL;
    }
}
