package io.flotilla.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/** What still keeps this node from taking clients. Safe from any thread. */
public final class Readiness {
    private final Map<String, Supplier<Optional<String>>> checks = new ConcurrentSkipListMap<>();

    /** Makes the node unready for this reason until {@link #release} is called with the same word. */
    public void hold(String word, String reason) {
        check(word, () -> Optional.of(reason));
    }

    /** Asks each time: the node is unready while the answer is a reason. Replaces what was said under the same word. */
    public void check(String word, Supplier<Optional<String>> reason) {
        checks.put(word, reason);
    }

    /** Takes back what was said under this word. */
    public void release(String word) {
        checks.remove(word);
    }

    /** Why the node should get no new clients now, in the order of the words; empty when it is ready. */
    public List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        checks.values().forEach(check -> check.get().ifPresent(reasons::add));
        return List.copyOf(reasons);
    }
}
