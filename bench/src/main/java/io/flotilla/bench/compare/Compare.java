package io.flotilla.bench.compare;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code bench/compare}: proxies side by side under the same loads, and what is measured besides. */
public final class Compare {
    private static final String DOCS = "docs/";
    private static final String IMAGES = "images/bench";

    private final CompareOptions options;
    private final Path home;
    private final PrintStream out;
    private final Store store;
    private final Results results;
    private final List<Integer> cores = Cores.ofThisProcess();

    private Compare(CompareOptions options, Path home, PrintStream out) throws IOException {
        this.options = options;
        this.home = home;
        this.out = out;
        this.store = new Store(home, options.name(Store.time()));
        this.results = options.add() ? store.read() : new Results();
    }

    /** Arguments as {@code --help} tells; {@code flotilla.home} is the checkout. */
    public static void main(String[] args) throws IOException, InterruptedException {
        CompareOptions options;
        try {
            options = CompareOptions.parse(args);
            if (options.help()) {
                System.out.print(CompareOptions.USAGE);
                return;
            }
            options.check();
        } catch (IllegalArgumentException e) {
            System.err.println("bench/compare: " + e.getMessage());
            System.err.print(CompareOptions.USAGE);
            System.exit(1);
            return;
        }
        if (options.list()) {
            options.cases().forEach(row -> System.out.println(row.name()));
            options.probes().forEach(System.out::println);
            return;
        }
        System.exit(new Compare(options, home(), System.out).run());
    }

    /** The checkout. */
    static Path home() {
        return Path.of(System.getProperty("flotilla.home", "."))
                .toAbsolutePath()
                .normalize();
    }

    private int run() throws IOException, InterruptedException {
        Map<String, String> environment = Environment.describe(home);
        Report report = new Report(results, environment);
        Map<Scene, List<Case>> scenes = new LinkedHashMap<>();
        options.cases().forEach(row -> scenes.computeIfAbsent(row.scene(), s -> new ArrayList<>())
                .add(row));
        for (Map.Entry<Scene, List<Case>> scene : scenes.entrySet()) {
            play(scene.getKey(), scene.getValue(), environment);
        }
        new Probes(MemoryOptions.parse(), home, results, out).run(options.probes());
        store.write(results, environment);
        new Plots(results, options.images(options.docs() ? home.resolve(DOCS + IMAGES) : store.images())).write();
        if (options.docs()) {
            new Page(home.resolve(DOCS + "benchmarks.md")).write(report.summary(IMAGES));
        }
        out.println(report.figures());
        out.println(new TargetTable(results).markdown());
        results.notes().forEach(out::println);
        out.println(store);
        return hasFailures() ? 1 : 0;
    }

    private void play(Scene scene, List<Case> rows, Map<String, String> environment) throws IOException {
        Cores parted = options.pin() ? Cores.part(cores, scene.loops()) : Cores.shared(cores);
        parted.keepThisProcess();
        results.note("cores, " + (scene.loops() == 1 ? "one event loop: " : scene.loops() + " event loops: ") + parted);
        List<ProxyKind> kinds = new ArrayList<>(Proxies.of(scene.cast(), home.resolve("bin/flotilla")));
        kinds.addAll(options.more());
        kinds.removeIf(kind -> !options.takes(kind));
        try (Play play = Play.start(scene, kinds, parted, options, results)) {
            play.prepare(rows);
            for (Case row : rows) {
                results.forget(row);
                play.measure(row);
                // What was measured is not lost if the rest takes too long.
                out.println(store.write(results, environment).table(row));
            }
        }
    }

    private boolean hasFailures() {
        return results.rows().stream().anyMatch(row -> results.proxies(row).stream()
                .anyMatch(proxy -> results.samples(row, proxy).stream().anyMatch(sample -> !sample.ok())));
    }
}
