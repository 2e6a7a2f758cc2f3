package io.flotilla.bench.compare;

import java.util.ArrayList;
import java.util.List;

/** The command line of {@code bench/memory}. */
final class MemoryOptions {
    static final String USAGE = """
            Usage: bench/memory [options]
              --clients N          idle clients (10000)
              --burst N            clients of the burst, each with values of 100 KB (1000)
              --wait S             seconds after the burst (60)
              --starts N           how often the time from start to first answer is taken (5)
              --proxies A,B        of the proxies found, only these
              --proxy 'NAME=CMD'   one proxy more, as for bench/compare
              --only A,B           of start-alone, start-joining, memory and large-values, only these
              --name NAME          of the files in bench/results (default: memory-TIME)
            """;

    private int clients = 10_000;
    private int burst = 1_000;
    private int wait = 60;
    private int starts = 5;
    private List<String> proxies = List.of();
    private final List<ProxyKind> more = new ArrayList<>();
    private List<String> probes = Probes.NAMES;
    private String name;

    /** @throws IllegalArgumentException that says what is wrong */
    static MemoryOptions parse(String... args) {
        MemoryOptions options = new MemoryOptions();
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                throw new IllegalArgumentException("option " + args[i] + " needs a value");
            }
            String value = args[i + 1];
            switch (args[i]) {
                case "--clients" -> options.clients = number(args[i], value, 1);
                case "--burst" -> options.burst = number(args[i], value, 1);
                case "--wait" -> options.wait = number(args[i], value, 0);
                case "--starts" -> options.starts = number(args[i], value, 0);
                case "--proxies" -> options.proxies = List.of(value.split(","));
                case "--proxy" -> options.more.add(CompareOptions.proxy(value));
                case "--only" -> options.probes = probes(value);
                case "--name" -> options.name = value;
                default -> throw new IllegalArgumentException("unknown option '" + args[i] + "'");
            }
        }
        return options;
    }

    private static List<String> probes(String value) {
        List<String> chosen = List.of(value.split(","));
        for (String name : chosen) {
            if (!Probes.NAMES.contains(name)) {
                throw new IllegalArgumentException(
                        "option --only value '" + name + "' is none of " + String.join(", ", Probes.NAMES));
            }
        }
        return chosen;
    }

    private static int number(String option, String value, int least) {
        if (value.matches("[0-9]{1,6}") && Integer.parseInt(value) >= least) {
            return Integer.parseInt(value);
        }
        throw new IllegalArgumentException("option " + option + " value '" + value + "' is not a number from " + least);
    }

    int clients() {
        return clients;
    }

    int burst() {
        return burst;
    }

    int waitSeconds() {
        return wait;
    }

    int starts() {
        return starts;
    }

    boolean takes(ProxyKind kind) {
        return proxies.isEmpty() || proxies.contains(kind.name());
    }

    List<ProxyKind> more() {
        return more;
    }

    /** Which of {@link Probes#NAMES} are run. */
    List<String> probes() {
        return probes;
    }

    String name(String otherwise) {
        return name == null ? otherwise : name;
    }
}
