package io.flotilla.bench.compare;

import io.flotilla.bench.load.Load;
import io.flotilla.bench.load.LoadGenerator;
import io.flotilla.bench.load.LoadResult;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code bench/compare}: for every scene starts the servers and each proxy, fills in the keys, warms all proxies up, and
 * measures one proxy after another, round by round.
 */
public final class Compare {
    private static final int FILLING_CLIENTS = 10;

    private static final int WARMING_CLIENTS = 20;
    private static final Duration JVM_WARM_UP = Duration.ofMillis(2_500);
    private static final Duration ROW_WARM_UP = Duration.ofMillis(700);

    private final CompareOptions options;
    private final Path home;
    private final PrintStream out;
    private final Results results = new Results();
    private final Bench bench;
    private Report report;

    private Compare(CompareOptions options, Path home, PrintStream out) {
        this.options = options;
        this.home = home;
        this.out = out;
        this.bench = new Bench(options.warmUp(), options.measured());
    }

    /** Arguments as {@code --help} tells; {@code flotilla.home} is the checkout. */
    public static void main(String[] args) throws IOException {
        CompareOptions options;
        try {
            options = CompareOptions.parse(args);
            if (options.help() || options.list()) {
                System.out.print(options.help() ? CompareOptions.USAGE : "");
                if (options.list()) {
                    options.cases().forEach(row -> System.out.println(row.name()));
                }
                return;
            }
            options.cases();
        } catch (IllegalArgumentException e) {
            System.err.println("bench/compare: " + e.getMessage());
            System.err.print(CompareOptions.USAGE);
            System.exit(1);
            return;
        }
        Path home = Path.of(System.getProperty("flotilla.home", "."))
                .toAbsolutePath()
                .normalize();
        System.exit(new Compare(options, home, System.out).run());
    }

    private int run() throws IOException {
        report = new Report(results, Environment.describe(home));
        Map<Scene, List<Case>> scenes = new LinkedHashMap<>();
        options.cases().forEach(row -> scenes.computeIfAbsent(row.scene(), s -> new ArrayList<>())
                .add(row));
        for (Map.Entry<Scene, List<Case>> scene : scenes.entrySet()) {
            play(scene.getKey(), scene.getValue());
        }
        return store();
    }

    private void play(Scene scene, List<Case> rows) throws IOException {
        try (Servers servers = Servers.start(scene)) {
            List<ProxyProcess> proxies = new ArrayList<>();
            try {
                start(scene, servers, proxies);
                for (ProxyProcess proxy : proxies) {
                    fill(proxy, rows);
                }
                proxies.forEach(proxy -> warmUp(proxy, rows));
                for (Case row : rows) {
                    measure(row, proxies);
                }
            } finally {
                proxies.forEach(ProxyProcess::close);
            }
        }
    }

    private void start(Scene scene, Servers servers, List<ProxyProcess> proxies) {
        Path flotilla = home.resolve("bin/flotilla");
        List<ProxyKind> kinds = new ArrayList<>(scene.fleet() ? Proxies.fleet(flotilla) : Proxies.found(flotilla));
        kinds.addAll(options.more());
        for (ProxyKind kind : kinds) {
            if (!options.takes(kind)) {
                continue;
            }
            try {
                proxies.add(ProxyProcess.start(kind, scene, servers.list()));
            } catch (AssertionError e) {
                results.note(
                        kind.name() + " could not be started: " + e.getMessage().strip());
                out.println(kind.name() + " could not be started: " + e.getMessage());
            }
        }
    }

    private static void fill(ProxyProcess proxy, List<Case> rows) throws IOException {
        for (Load load : rows.stream().map(Compare::filling).distinct().toList()) {
            try (LoadGenerator generator = new LoadGenerator(load, proxy.address())) {
                generator.fill();
            }
        }
    }

    private static Load filling(Case row) {
        Load load = row.load();
        return new Load(load.protocol(), 0, load.valueBytes(), 1, FILLING_CLIENTS, 1);
    }

    /** The scene's first load, one request and several at a time, until a JVM has compiled the way of a request. */
    private void warmUp(ProxyProcess proxy, List<Case> rows) {
        Load load = rows.get(0).load();
        warmUp(proxy, load.with(WARMING_CLIENTS, 1), JVM_WARM_UP);
        warmUp(proxy, load.with(WARMING_CLIENTS, 16), JVM_WARM_UP);
    }

    /** The row's own load, before the first round. */
    private void warmUp(ProxyProcess proxy, Case row) {
        warmUp(proxy, row.load(), ROW_WARM_UP);
    }

    private void warmUp(ProxyProcess proxy, Load load, Duration duration) {
        try (LoadGenerator generator = new LoadGenerator(load, proxy.address())) {
            generator.closedLoop(duration);
        } catch (IOException | UncheckedIOException e) {
            results.note(proxy.kind().name() + " failed in the warm-up: " + e.getMessage());
        }
    }

    private void measure(Case row, List<ProxyProcess> proxies) {
        proxies.forEach(proxy -> warmUp(proxy, row));
        double openRate = row.generator() == Case.Generator.OPEN_LOOP ? halfOfPeak(row, proxies) : 0;
        for (int round = 0; round < options.rounds(); round++) {
            for (ProxyProcess proxy : proxies) {
                results.add(row, proxy.kind().name(), bench.measure(row, proxy, round, openRate));
            }
        }
        out.println(report.table(row));
    }

    /** Half of what the reference, or else the first proxy, answers when asked as fast as it can. */
    private double halfOfPeak(Case row, List<ProxyProcess> proxies) {
        ProxyProcess reference = proxies.stream()
                .filter(proxy -> proxy.kind().name().equals(Proxies.REFERENCE))
                .findFirst()
                .orElse(proxies.get(0));
        try (LoadGenerator generator = new LoadGenerator(row.load(), reference.address())) {
            generator.closedLoop(options.warmUp());
            LoadResult peak = generator.closedLoop(options.measured());
            double half = Math.floor(peak.rate() / 2);
            results.note(row.name() + " is made at " + (long) half + " requests/s, half of the peak of "
                    + reference.kind().name());
            return half;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int store() throws IOException {
        Path folder = home.resolve("bench/results");
        Files.createDirectories(folder);
        String name = options.name(LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")));
        Files.writeString(folder.resolve(name + ".json"), report.json());
        Files.writeString(folder.resolve(name + ".md"), report.markdown());
        new Plots(results, options.images(folder.resolve(name))).write();
        results.notes().forEach(out::println);
        out.println("stored in bench/results/" + name + ".json and .md");
        boolean failed = results.rows().stream().anyMatch(row -> results.proxies(row).stream()
                .anyMatch(proxy -> results.samples(row, proxy).stream().anyMatch(sample -> !sample.ok())));
        return failed ? 1 : 0;
    }
}
