package io.flotilla.bench.oracle;

import java.nio.file.Path;

/** {@code bench/oracle}: whether a read ever returns a value older than the last acknowledged write. */
public final class Oracle {
    private Oracle() {}

    /** Arguments as {@code --help} tells; {@code flotilla.home} is the checkout. Ends with 1 if there are stale reads. */
    public static void main(String[] args) throws InterruptedException {
        if (args.length > 0 && (args[0].equals("--help") || args[0].equals("-h"))) {
            System.out.print(OracleOptions.USAGE);
            return;
        }
        OracleOptions options;
        try {
            options = OracleOptions.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println("bench/oracle: " + e.getMessage());
            System.err.print(OracleOptions.USAGE);
            System.exit(2);
            return;
        }
        Path launcher = Path.of(System.getProperty("flotilla.home", "."))
                .toAbsolutePath()
                .normalize()
                .resolve("bin/flotilla");
        OracleTable table = new OracleTable(System.out);
        int stale = 0;
        for (int run = 1; run <= options.runs(); run++) {
            OracleRun done = new OracleRun(options, options.seed() + run - 1).run(launcher);
            stale += done.counts().stale();
            table.add(run, done, options.verbose());
        }
        table.end();
        System.exit(stale > 0 ? 1 : 0);
    }
}
