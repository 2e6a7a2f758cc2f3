package io.flotilla.bench.compare;

import java.io.IOException;
import java.nio.file.Path;

/** {@code bench/memory}: what proxies take for idle clients, what they keep after a burst, and how soon they answer. */
public final class Memory {
    private Memory() {}

    /** Arguments as {@code --help} tells; {@code flotilla.home} is the checkout. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length > 0 && (args[0].equals("--help") || args[0].equals("-h"))) {
            System.out.print(MemoryOptions.USAGE);
            return;
        }
        MemoryOptions options;
        try {
            options = MemoryOptions.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println("bench/memory: " + e.getMessage());
            System.err.print(MemoryOptions.USAGE);
            System.exit(1);
            return;
        }
        Path home = Compare.home();
        Results results = new Results();
        new Probes(options, home, results, System.out).run(options.probes());
        Store store = new Store(home, options.name("memory-" + Store.time()));
        Report report = store.write(results, Environment.describe(home));
        System.out.print(report.figures());
        results.notes().forEach(System.out::println);
        System.out.println(store);
        System.exit(0);
    }
}
