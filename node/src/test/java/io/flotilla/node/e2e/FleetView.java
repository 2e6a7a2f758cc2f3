package io.flotilla.node.e2e;

import static org.awaitility.Awaitility.await;

import io.flotilla.testing.FlotillaProcess;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/** What the nodes of a fleet say of it, each for itself, and waiting until they say something. */
final class FleetView {
    /** For a busy machine: what is slower than it should be is for measurements to find. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration INTERVAL = Duration.ofMillis(20);

    private final List<FlotillaProcess> nodes;

    FleetView(Collection<FlotillaProcess> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    /** Some of the nodes, by their numbers from 1. */
    FleetView of(int... numbers) {
        return new FleetView(
                Arrays.stream(numbers).mapToObj(n -> nodes.get(n - 1)).toList());
    }

    List<FlotillaProcess> nodes() {
        return nodes;
    }

    /** Each node's epoch, without repetition. */
    List<Long> epochs() {
        return nodes.stream()
                .map(node -> TopologyJson.of(node).epoch())
                .distinct()
                .toList();
    }

    /** The highest of them. */
    long epoch() {
        return epochs().stream().max(Long::compare).orElseThrow();
    }

    /** Waits until this is so on every node at once. */
    void until(String what, Predicate<FlotillaProcess> condition) {
        await(what).atMost(PATIENCE).pollInterval(INTERVAL).until(() -> nodes.stream()
                .allMatch(condition));
    }

    /** Waits until all are ready, count each other, follow one coordinator and are at one epoch with the same servers in. */
    void untilOne() {
        await("one fleet, ready at one epoch")
                .atMost(PATIENCE)
                .pollInterval(INTERVAL)
                .until(() -> isOne(nodes.stream().map(TopologyJson::of).toList()));
    }

    private boolean isOne(List<TopologyJson> said) {
        return said.stream().map(FleetView::agreed).distinct().count() == 1
                && said.stream().allMatch(t -> t.members().size() == nodes.size() && !t.isIsolated())
                && nodes.stream().allMatch(FlotillaProcess::isReady);
    }

    private static List<Object> agreed(TopologyJson topology) {
        return List.of(topology.epoch(), topology.coordinator(), topology.body().getJsonObject("out"));
    }
}
