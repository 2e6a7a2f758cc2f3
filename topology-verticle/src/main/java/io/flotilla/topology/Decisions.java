package io.flotilla.topology;

import java.util.stream.Collectors;

/** Decisions in words, for logs. */
final class Decisions {
    private Decisions() {}

    static String text(Decision decision) {
        String changes = decision.changes().stream().map(Decisions::text).collect(Collectors.joining(", "));
        String steps = decision.steps().stream()
                .map(s -> s.name() + " " + s.millis() + " ms")
                .collect(Collectors.joining(", "));
        return (changes.isEmpty() ? "nothing is out" : changes) + " (by " + decision.coordinator()
                + (steps.isEmpty() ? "" : "; " + steps) + ")";
    }

    private static String text(Decision.Change change) {
        long against = change.votes().stream().filter(v -> !v.reached()).count();
        String votes = change.votes().isEmpty()
                ? ""
                : ", " + against + " of " + change.votes().size() + " cannot reach it";
        String name = change.server().isEmpty() ? "" : " " + change.pool() + "/" + change.server();
        return change.action() + name + ": " + change.cause() + votes;
    }
}
