package io.flotilla.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A line for each load: what nutcracker does, and what the others do against it. */
final class SummaryTable {
    private static final String REFERENCE = "nutcracker";
    private static final List<String> OTHERS = List.of("flotilla-epoll", "flotilla-io_uring", "haproxy-tcp");
    private static final List<String> NAMES = List.of("epoll", "io_uring", "HAProxy");

    private final Results results;

    SummaryTable(Results results) {
        this.results = results;
    }

    String markdown() {
        List<String> head = new ArrayList<>(List.of("load", "requests/s", "CPU us"));
        NAMES.forEach(name -> head.add("rate x, " + name));
        NAMES.forEach(name -> head.add("CPU x, " + name));
        head.add("peak RSS MB: nutcracker, epoll, io_uring");
        StringBuilder text =
                new StringBuilder(line(head)).append("|---".repeat(head.size())).append("|\n");
        for (Case row : results.rows()) {
            if (row.scene().cast().reference().equals(REFERENCE)) {
                text.append(line(cells(row)));
            }
        }
        return text.toString();
    }

    private List<String> cells(Case row) {
        List<String> cells = new ArrayList<>(List.of(
                row.name(),
                median("%,.0f", row, REFERENCE, Sample::rate),
                median("%.2f", row, REFERENCE, Sample::cpu)));
        OTHERS.forEach(proxy -> cells.add(ratio(row, proxy, Sample::rate)));
        OTHERS.forEach(proxy -> cells.add(ratio(row, proxy, Sample::cpu)));
        cells.add(String.join(", ", rss(row, REFERENCE), rss(row, OTHERS.get(0)), rss(row, OTHERS.get(1))));
        return cells;
    }

    private String ratio(Case row, String proxy, ToDoubleFunction<Sample> what) {
        return results.ratio(row, proxy, REFERENCE, what).text("%.2f");
    }

    private String rss(Case row, String proxy) {
        return median("%.0f", row, proxy, sample -> ProcStat.megabytes(sample.peakRss()));
    }

    private String median(String format, Case row, String proxy, ToDoubleFunction<Sample> what) {
        Spread spread = results.of(row, proxy, what);
        return spread.isEmpty() ? "-" : String.format(Locale.ROOT, format, spread.median());
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
