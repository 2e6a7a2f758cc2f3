package io.flotilla.bench.compare;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Results as JSON: every single measurement, for programs and for runs that add to it. */
final class ResultFile {
    private ResultFile() {}

    static void write(Path file, Results results, Map<String, String> environment) throws IOException {
        JsonArray rows = new JsonArray();
        for (Case row : results.rows()) {
            for (String proxy : results.proxies(row)) {
                rows.add(row(results, row, proxy));
            }
        }
        JsonObject figures = new JsonObject();
        for (String figure : results.figures()) {
            JsonObject values = new JsonObject();
            results.figure(figure).forEach((proxy, list) -> values.put(proxy, new JsonArray(list)));
            figures.put(figure, values);
        }
        JsonObject about = new JsonObject();
        environment.forEach(about::put);
        JsonObject all = new JsonObject()
                .put("environment", about)
                .put("notes", new JsonArray(results.notes()))
                .put("results", rows)
                .put("figures", figures);
        Files.writeString(file, all.encodePrettily() + "\n");
    }

    private static JsonObject row(Results results, Case row, String proxy) {
        JsonArray samples = new JsonArray();
        results.samples(row, proxy).forEach(sample -> samples.add(json(sample)));
        return new JsonObject()
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
                .put("samples", samples);
    }

    private static JsonObject json(Sample sample) {
        JsonObject json = new JsonObject().put("round", sample.round());
        if (!sample.ok()) {
            return json.put("error", sample.error());
        }
        json.put("requests_per_second", Math.round(sample.rate()))
                .put("megabytes_per_second", rounded(sample.megabytes()))
                .put("p50_us", rounded(sample.p50()))
                .put("p99_us", rounded(sample.p99()))
                .put("p999_us", rounded(sample.p999()))
                .put("cpu_us_per_request", rounded(sample.cpu()))
                .put("proxy_cores_used", rounded(sample.busy()))
                .put("peak_rss_kib", sample.peakRss());
        return Double.isNaN(sample.othersBusy())
                ? json
                : json.put("other_cores_used", rounded(sample.othersBusy()))
                        .put("strange_cores_used", rounded(sample.strangersBusy()));
    }

    private static double rounded(double value) {
        return Math.round(value * 1_000) / 1_000.0;
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param known the rows there are
     * @throws IOException when the file cannot be read, is none of these, or has a row that is not known any more
     */
    static Results read(Path file, List<Case> known) throws IOException {
        Results results = new Results();
        try {
            JsonObject all = new JsonObject(Files.readString(file));
            all.getJsonArray("notes").forEach(note -> results.note((String) note));
            for (Object each : all.getJsonArray("results")) {
                read((JsonObject) each, known, results);
            }
            JsonObject figures = all.getJsonObject("figures");
            for (String figure : figures.fieldNames()) {
                JsonObject values = figures.getJsonObject(figure);
                for (String proxy : values.fieldNames()) {
                    values.getJsonArray(proxy)
                            .forEach(value -> results.add(figure, proxy, ((Number) value).doubleValue()));
                }
            }
        } catch (DecodeException | ClassCastException | NullPointerException | IllegalArgumentException e) {
            throw new IOException(file + " holds no results that can be added to: " + e.getMessage(), e);
        }
        return results;
    }

    private static void read(JsonObject json, List<Case> known, Results results) {
        String name = json.getString("load");
        Case row = known.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no row " + name + " any more"));
        for (Object each : json.getJsonArray("samples")) {
            results.add(row, json.getString("proxy"), sample((JsonObject) each));
        }
    }

    private static Sample sample(JsonObject json) {
        int round = json.getInteger("round");
        if (json.containsKey("error")) {
            return Sample.failed(round, json.getString("error"));
        }
        return new Sample(
                round,
                json.getDouble("requests_per_second"),
                json.getDouble("megabytes_per_second"),
                json.getDouble("p50_us"),
                json.getDouble("p99_us"),
                json.getDouble("p999_us"),
                json.getDouble("cpu_us_per_request"),
                json.getDouble("proxy_cores_used"),
                json.getDouble("other_cores_used", Double.NaN),
                json.getDouble("strange_cores_used", Double.NaN),
                json.getLong("peak_rss_kib"),
                null);
    }
}
