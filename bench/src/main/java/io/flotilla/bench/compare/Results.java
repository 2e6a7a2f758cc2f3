package io.flotilla.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** All samples, by row and proxy, in the order in which they came. */
final class Results {
    private final Map<Case, Map<String, List<Sample>>> samples = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    void add(Case row, String proxy, Sample sample) {
        samples.computeIfAbsent(row, r -> new LinkedHashMap<>())
                .computeIfAbsent(proxy, p -> new ArrayList<>())
                .add(sample);
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
