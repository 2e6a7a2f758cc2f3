package io.flotilla.bench.compare;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The results as markdown and as JSON. */
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
        text.append(
                        "\nMedian of the rounds, lowest and highest in brackets. CPU is the proxy process's, user and system, of")
                .append(" all its threads. Ratios are to ")
                .append(Proxies.REFERENCE)
                .append(", taken within each round.\n");
        for (Case row : results.rows()) {
            text.append('\n').append(table(row));
        }
        return text.toString();
    }

    /** One row of the comparison: a table with a line for each proxy. */
    String table(Case row) {
        StringBuilder text = new StringBuilder();
        text.append("### ").append(row.name()).append("\n\n");
        text.append("| proxy | requests/s | MB/s | p50 us | p99 us | p99.9 us | CPU us/request | peak RSS MB ");
        text.append("| rate x | CPU x | p99 x | p99.9 x |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        for (String proxy : results.proxies(row)) {
            text.append("| ").append(proxy).append(" | ").append(figures(row, proxy));
            text.append(" | ").append(ratios(row, proxy)).append(" |\n");
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
                spread("%,.0f", results.of(row, proxy, Sample::rate)),
                number("%,.0f", results.of(row, proxy, Sample::megabytes).median()),
                spread("%,.0f", results.of(row, proxy, Sample::p50)),
                spread("%,.0f", results.of(row, proxy, Sample::p99)),
                spread("%,.0f", results.of(row, proxy, Sample::p999)),
                spread("%,.2f", results.of(row, proxy, Sample::cpu)),
                number(
                        "%,.0f",
                        results.of(row, proxy, sample -> sample.peakRss() / 1024.0)
                                .median()));
    }

    private String ratios(Case row, String proxy) {
        if (proxy.equals(Proxies.REFERENCE)) {
            return "1 | 1 | 1 | 1";
        }
        return String.join(
                " | ",
                spread("%.2f", results.ratio(row, proxy, Proxies.REFERENCE, Sample::rate)),
                spread("%.2f", results.ratio(row, proxy, Proxies.REFERENCE, Sample::cpu)),
                spread("%.2f", results.ratio(row, proxy, Proxies.REFERENCE, Sample::p99)),
                spread("%.2f", results.ratio(row, proxy, Proxies.REFERENCE, Sample::p999)));
    }

    private List<String> failures(Case row, String proxy) {
        return results.samples(row, proxy).stream()
                .filter(sample -> !sample.ok())
                .map(sample -> "round " + sample.round() + " failed: " + sample.error())
                .toList();
    }

    private static String spread(String format, Spread spread) {
        if (Double.isNaN(spread.median())) {
            return "";
        }
        return number(format, spread.median()) + " (" + number(format, spread.low()) + " - "
                + number(format, spread.high()) + ")";
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
    }

    String json() {
        JsonArray rows = new JsonArray();
        for (Case row : results.rows()) {
            for (String proxy : results.proxies(row)) {
                JsonArray samples = new JsonArray();
                results.samples(row, proxy).forEach(sample -> samples.add(json(sample)));
                rows.add(new JsonObject()
                        .put("load", row.name())
                        .put("protocol", row.load().protocol().label())
                        .put("get_percent", row.load().getPercent())
                        .put("value_bytes", row.load().valueBytes())
                        .put("pipeline", row.load().pipeline())
                        .put("clients", row.load().clients())
                        .put("keys_per_get", row.load().keysPerGet())
                        .put("servers", row.scene().servers())
                        .put("loops", row.scene().loops())
                        .put("generator", row.generator().name().toLowerCase(Locale.ROOT))
                        .put("proxy", proxy)
                        .put("samples", samples));
            }
        }
        JsonObject about = new JsonObject();
        environment.forEach(about::put);
        return new JsonObject()
                        .put("environment", about)
                        .put("notes", new JsonArray(results.notes()))
                        .put("results", rows)
                        .encodePrettily()
                + "\n";
    }

    private static JsonObject json(Sample sample) {
        JsonObject json = new JsonObject().put("round", sample.round());
        if (!sample.ok()) {
            return json.put("error", sample.error());
        }
        return json.put("requests_per_second", Math.round(sample.rate()))
                .put("megabytes_per_second", tenths(sample.megabytes()))
                .put("p50_us", tenths(sample.p50()))
                .put("p99_us", tenths(sample.p99()))
                .put("p999_us", tenths(sample.p999()))
                .put("cpu_us_per_request", Math.round(sample.cpu() * 1_000) / 1_000.0)
                .put("peak_rss_kib", sample.peakRss());
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
