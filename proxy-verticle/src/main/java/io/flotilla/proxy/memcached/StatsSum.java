package io.flotilla.proxy.memcached;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The general statistics of several memcached servers as those of one: numbers are added up. Where a sum would mean nothing, the
 * largest value is taken (clocks, levels, flags), the smallest ({@code uptime}, {@code accepting_conns}), or that of the first
 * server (names, {@code pid}).
 */
final class StatsSum {
    private static final Set<String> FIRST = Set.of("pid", "version", "libevent", "pointer_size");
    private static final Set<String> SMALLEST = Set.of("uptime", "accepting_conns");
    private static final Set<String> LARGEST = Set.of(
            "time",
            "hash_power_level",
            "hash_is_expanding",
            "slab_reassign_running",
            "lru_crawler_running",
            "max_connections");

    private final Map<String, String> values = new LinkedHashMap<>();

    /** Adds {@code name value} of one more server. */
    void add(String line) {
        int space = line.indexOf(' ');
        if (space > 0) {
            String name = line.substring(0, space);
            values.merge(name, line.substring(space + 1), (a, b) -> combine(name, a, b));
        }
    }

    /** Sets a value. */
    void put(String name, long value) {
        values.put(name, String.valueOf(value));
    }

    private static String combine(String name, String a, String b) {
        if (FIRST.contains(name) || !isNumber(a) || !isNumber(b)) {
            return a;
        }
        BigDecimal x = new BigDecimal(a);
        BigDecimal y = new BigDecimal(b);
        if (SMALLEST.contains(name)) {
            return x.min(y).toPlainString();
        }
        return (LARGEST.contains(name) ? x.max(y) : x.add(y)).toPlainString();
    }

    private static boolean isNumber(String text) {
        return text.length() <= 30 && text.matches("\\d+(\\.\\d+)?");
    }

    /** The lines of the reply, without its END. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        values.forEach((name, value) ->
                out.append("STAT ").append(name).append(' ').append(value).append("\r\n"));
        return out.toString();
    }
}
