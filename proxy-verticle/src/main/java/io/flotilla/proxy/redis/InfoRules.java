package io.flotilla.proxy.redis;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * How one line of INFO comes out of those of several servers: counts are added, ages and versions are the least, states the
 * worst; where neither means anything, the first server's line stands.
 */
final class InfoRules {
    private static final Comparator<String> BY_NUMBER = Comparator.comparing(BigDecimal::new);

    /** Sections whose numbers are counts, unless {@link #OTHERS} says otherwise. */
    private static final Set<String> COUNTS = Set.of("Clients", "Memory", "Stats", "CPU", "Replication");

    private static final Map<String, Function<List<String>, String>> OTHERS = Map.ofEntries(
            Map.entry("redis_version", InfoRules::leastVersion),
            Map.entry("uptime_in_seconds", InfoRules::least),
            Map.entry("uptime_in_days", InfoRules::least),
            Map.entry("rdb_changes_since_last_save", InfoText::sum),
            Map.entry("rdb_last_save_time", InfoRules::least),
            Map.entry("rdb_last_bgsave_status", InfoRules::worst),
            Map.entry("aof_last_bgrewrite_status", InfoRules::worst),
            Map.entry("aof_last_write_status", InfoRules::worst),
            Map.entry("total_system_memory", InfoRules::greatest),
            Map.entry("mem_fragmentation_ratio", InfoRules::first),
            Map.entry("number_of_functions", InfoRules::greatest),
            Map.entry("number_of_libraries", InfoRules::greatest),
            Map.entry("number_of_cached_scripts", InfoRules::greatest),
            Map.entry("pubsub_patterns", InfoRules::greatest),
            Map.entry("latest_fork_usec", InfoRules::greatest),
            Map.entry("client_recent_max_input_buffer", InfoRules::greatest),
            Map.entry("client_recent_max_output_buffer", InfoRules::greatest),
            Map.entry("master_repl_offset", InfoRules::greatest),
            Map.entry("second_repl_offset", InfoRules::first),
            Map.entry("repl_backlog_active", InfoRules::greatest),
            Map.entry("repl_backlog_first_byte_offset", InfoRules::first));

    private InfoRules() {}

    /** The merged value of a line; {@code values} are those of the servers that have it, at least one. */
    static String merge(String section, String key, List<String> values) {
        if (values.size() == 1) {
            return values.get(0);
        }
        Function<List<String>, String> rule = OTHERS.get(key);
        if (rule != null) {
            return rule.apply(values);
        }
        return switch (section) {
            case "Keyspace" ->
                InfoText.fields(values, name -> name.equals("avg_ttl") ? InfoRules::greatest : InfoText::sum);
            case "Commandstats" ->
                InfoText.fields(values, name -> name.equals("usec_per_call") ? InfoRules::greatest : InfoText::sum);
            case "Errorstats" -> InfoText.fields(values, name -> InfoText::sum);
            case "Latencystats" -> InfoText.fields(values, name -> InfoRules::greatest);
            default -> byName(section, key, values);
        };
    }

    private static String byName(String section, String key, List<String> values) {
        if (key.endsWith("_in_progress")
                || key.endsWith("loading")
                || key.endsWith("_running")
                || key.endsWith("_enabled")) {
            return greatest(values);
        }
        boolean isRate = key.endsWith("_ratio") || key.endsWith("_perc") || key.endsWith("replid");
        return COUNTS.contains(section) && !isRate ? InfoText.sum(values) : first(values);
    }

    private static String first(List<String> values) {
        return values.get(0);
    }

    private static String least(List<String> values) {
        return areNumbers(values) ? values.stream().min(BY_NUMBER).get() : first(values);
    }

    private static String greatest(List<String> values) {
        return areNumbers(values) ? values.stream().max(BY_NUMBER).get() : first(values);
    }

    private static boolean areNumbers(List<String> values) {
        return values.stream().allMatch(v -> v.matches("-?[0-9]+(\\.[0-9]+)?"));
    }

    private static String worst(List<String> values) {
        return values.stream().filter(v -> !v.equals("ok")).findFirst().orElse("ok");
    }

    private static String leastVersion(List<String> values) {
        return values.stream().min(InfoRules::compareVersions).get();
    }

    /** Compares numbers between dots one by one. */
    static int compareVersions(String a, String b) {
        String[] left = a.split("\\.");
        String[] right = b.split("\\.");
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            boolean numbers = left[i].matches("[0-9]{1,9}") && right[i].matches("[0-9]{1,9}");
            int order = numbers
                    ? Integer.compare(Integer.parseInt(left[i]), Integer.parseInt(right[i]))
                    : left[i].compareTo(right[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.length, right.length);
    }
}
