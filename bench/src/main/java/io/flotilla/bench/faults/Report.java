package io.flotilla.bench.faults;

import java.io.PrintStream;
import java.util.Collections;
import java.util.List;

/** What was measured, as Markdown, row by row. */
final class Report {
    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
        out.println("| measure | number | median | worst |\n|---|---|---|---|");
    }

    /** A row of several measurements in milliseconds. */
    void millis(String what, List<Long> values) {
        List<Long> sorted = values.stream().sorted().toList();
        if (sorted.isEmpty()) {
            out.printf("| %s | 0 | | |%n", what);
            return;
        }
        long median = sorted.get((sorted.size() - 1) / 2);
        out.printf("| %s | %d | %d | %d |%n", what, sorted.size(), median, Collections.max(sorted));
    }

    /** A row of something else. */
    void say(String what, String value) {
        out.printf("| %s | %s | | |%n", what, value);
    }
}
