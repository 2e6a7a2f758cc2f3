package io.flotilla.topology;

import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which servers are out, for every pool, under one epoch. Whatever is not named here is in.
 *
 * @param epoch a number that only grows, also across a restart of the whole fleet; 0 before anything was decided
 * @param out pool name to the names of its servers that are out; pools with none out are absent
 */
public record Topology(long epoch, SortedMap<String, SortedSet<String>> out) {

    /** Everything in, nothing decided. */
    public static final Topology INITIAL = new Topology(0, new TreeMap<>());

    public Topology {
        SortedMap<String, SortedSet<String>> copy = new TreeMap<>();
        for (Map.Entry<String, SortedSet<String>> e : out.entrySet()) {
            if (!e.getValue().isEmpty()) {
                copy.put(e.getKey(), java.util.Collections.unmodifiableSortedSet(new TreeSet<>(e.getValue())));
            }
        }
        out = java.util.Collections.unmodifiableSortedMap(copy);
    }

    /** Whether this server takes requests. */
    public boolean isIn(String pool, String server) {
        SortedSet<String> names = out.get(pool);
        return names == null || !names.contains(server);
    }
}
