package io.flotilla.stats;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** What still keeps this node from taking clients. Safe from any thread. */
public final class Readiness {
    private final Map<String, String> reasons = new ConcurrentSkipListMap<>();

    /** Makes the node unready until {@link #release} is called with the same word. */
    public void hold(String word, String reason) {
        reasons.put(word, reason);
    }

    /** Takes back what {@link #hold} said. */
    public void release(String word) {
        reasons.remove(word);
    }

    /** All reasons now, in the order of their words. */
    public List<String> reasons() {
        return List.copyOf(reasons.values());
    }
}
