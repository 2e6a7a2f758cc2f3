package io.flotilla.bench.compare;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The results as markdown. */
final class Report {
    private final Results results;
    private final Map<String, String> environment;

    Report(Results results, Map<String, String> environment) {
        this.results = results;
        this.environment = environment;
    }

    String markdown() {
        StringBuilder text = new StringBuilder("# Proxies side by side\n\n");
        environment.forEach((name, value) ->
                text.append("- ").append(name).append(": ").append(value).append('\n'));
        results.notes().forEach(note -> text.append("- ").append(note).append('\n'));
        text.append("\n## What must be reached\n\n").append(new TargetTable(results).markdown());
        text.append(
                        "\n## Every load\n\nMedian of the rounds, lowest and highest in brackets. CPU is the proxy process's,")
                .append(
                        " user and system, of all its threads; cores used are CPU seconds per second of the proxy and of")
                .append(
                        " load generator and servers together. Ratios are to the proxy whose ratios are 1, taken within")
                .append(" each round.\n");
        for (Case row : results.rows()) {
            text.append('\n').append(table(row));
        }
        if (!results.figures().isEmpty()) {
            text.append("\n## Memory and start\n\n").append(figures());
        }
        return text.toString();
    }

    /** What the documentation shows: the targets, a line for each load, memory and start, and the plots in a folder. */
    String summary(String images) {
        StringBuilder text = new StringBuilder("### On what\n\n");
        environment.forEach((name, value) ->
                text.append("- ").append(name).append(": ").append(value).append('\n'));
        results.notes().forEach(note -> text.append("- ").append(note).append('\n'));
        text.append("\n### What must be reached, and what was measured\n\n")
                .append(new TargetTable(results).markdown());
        text.append("\n### Every load against nutcracker\n\n")
                .append(new SummaryTable(results).markdown())
                .append('\n');
        for (String plot : Plots.names()) {
            text.append("![")
                    .append(plot)
                    .append("](")
                    .append(images)
                    .append('/')
                    .append(plot)
                    .append(".svg)\n");
        }
        return text.append("\n### Memory and start\n\n").append(figures()).toString();
    }

    /** One row of the comparison: a table with a line for each proxy. */
    String table(Case row) {
        StringBuilder text = new StringBuilder();
        text.append("### ").append(row.name()).append("\n\n");
        text.append(
                "| proxy | requests/s | MB/s | p50 us | p99 us | p99.9 us | CPU us/request | cores used | peak RSS MB ");
        text.append("| rate x | CPU x | p99 x | p99.9 x |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        for (String proxy : results.proxies(row)) {
            text.append("| ").append(proxy).append(" | ").append(figures(row, proxy));
            text.append(" | ").append(ratios(row, proxy)).append(" |\n");
        }
        for (String proxy : results.proxies(row)) {
            failures(row, proxy).forEach(failure -> text.append("\n**")
                    .append(proxy)
                    .append("**: ")
                    .append(failure)
                    .append('\n'));
        }
        return text.toString();
    }

    private String figures(Case row, String proxy) {
        return String.join(
                " | ",
                results.of(row, proxy, Sample::rate).text("%,.0f"),
                number("%,.0f", results.of(row, proxy, Sample::megabytes).median()),
                results.of(row, proxy, Sample::p50).text("%,.0f"),
                results.of(row, proxy, Sample::p99).text("%,.0f"),
                results.of(row, proxy, Sample::p999).text("%,.0f"),
                results.of(row, proxy, Sample::cpu).text("%,.2f"),
                cores(row, proxy, Sample::busy) + " + " + cores(row, proxy, Sample::othersBusy) + " + "
                        + cores(row, proxy, Sample::strangersBusy),
                number(
                        "%,.0f",
                        results.of(row, proxy, sample -> ProcStat.megabytes(sample.peakRss()))
                                .median()));
    }

    private String cores(Case row, String proxy, ToDoubleFunction<Sample> whose) {
        return number("%.2f", results.of(row, proxy, whose).median());
    }

    private String ratios(Case row, String proxy) {
        String reference = row.scene().cast().reference();
        if (proxy.equals(reference)) {
            return "1 | 1 | 1 | 1";
        }
        return String.join(
                " | ",
                results.ratio(row, proxy, reference, Sample::rate).text("%.2f"),
                results.ratio(row, proxy, reference, Sample::cpu).text("%.2f"),
                results.ratio(row, proxy, reference, Sample::p99).text("%.2f"),
                results.ratio(row, proxy, reference, Sample::p999).text("%.2f"));
    }

    private List<String> failures(Case row, String proxy) {
        return results.samples(row, proxy).stream()
                .filter(sample -> !sample.ok())
                .map(sample -> "round " + sample.round() + " failed: " + sample.error())
                .toList();
    }

    /** What came from no load: a line for each figure and proxy. */
    String figures() {
        StringBuilder text = new StringBuilder("| figure | proxy | median (lowest - highest) |\n|---|---|---|\n");
        for (String figure : results.figures()) {
            for (String proxy : results.figure(figure).keySet()) {
                Spread spread = results.figure(figure, proxy);
                text.append("| ").append(figure).append(" | ").append(proxy).append(" | ");
                text.append(spread.text(spread.median() < 10 ? "%.2f" : "%,.1f"))
                        .append(" |\n");
            }
        }
        return text.toString();
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
    }
}
