package io.flotilla.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** All samples, by row and proxy, and all figures that come from no load, in the order in which they came. */
final class Results {
    private final Map<Case, Map<String, List<Sample>>> samples = new LinkedHashMap<>();
    private final Map<String, Map<String, List<Double>>> figures = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    void add(Case row, String proxy, Sample sample) {
        samples.computeIfAbsent(row, r -> new LinkedHashMap<>())
                .computeIfAbsent(proxy, p -> new ArrayList<>())
                .add(sample);
    }

    /** One more value of a figure of a proxy. */
    void add(String figure, String proxy, double value) {
        figures.computeIfAbsent(figure, f -> new LinkedHashMap<>())
                .computeIfAbsent(proxy, p -> new ArrayList<>())
                .add(value);
    }

    /** Drops what there is of a row that is about to be measured again. */
    void forget(Case row) {
        samples.remove(row);
    }

    /** Drops what there is of all figures whose names begin like this. */
    void forgetFigures(String prefix) {
        figures.keySet().removeIf(name -> name.startsWith(prefix));
    }

    /** Something the reader must know, such as a proxy that could not be started. */
    void note(String text) {
        if (!notes.contains(text)) {
            notes.add(text);
        }
    }

    List<String> notes() {
        return notes;
    }

    List<Case> rows() {
        return List.copyOf(samples.keySet());
    }

    List<String> proxies(Case row) {
        return List.copyOf(samples.getOrDefault(row, Map.of()).keySet());
    }

    List<Sample> samples(Case row, String proxy) {
        return samples.getOrDefault(row, Map.of()).getOrDefault(proxy, List.of());
    }

    List<String> figures() {
        return List.copyOf(figures.keySet());
    }

    /** The values of a figure, by proxy. */
    Map<String, List<Double>> figure(String name) {
        return figures.getOrDefault(name, Map.of());
    }

    /** Middle and bounds of a figure of a proxy. */
    Spread figure(String name, String proxy) {
        return Spread.of(figure(name).getOrDefault(proxy, List.of()).stream()
                .mapToDouble(Double::doubleValue)
                .toArray());
    }

    /** Middle and bounds over the rounds that went well. */
    Spread of(Case row, String proxy, ToDoubleFunction<Sample> what) {
        return Spread.of(samples(row, proxy).stream()
                .filter(Sample::ok)
                .mapToDouble(what)
                .toArray());
    }

    /** The same of the ratios to another proxy, each within one round. */
    Spread ratio(Case row, String proxy, String to, ToDoubleFunction<Sample> what) {
        List<Sample> others = samples(row, to);
        return Spread.of(samples(row, proxy).stream()
                .filter(Sample::ok)
                .flatMapToDouble(own -> others.stream()
                        .filter(other -> other.round() == own.round() && other.ok())
                        .mapToDouble(other -> what.applyAsDouble(own) / what.applyAsDouble(other)))
                .filter(Double::isFinite)
                .toArray());
    }
}
