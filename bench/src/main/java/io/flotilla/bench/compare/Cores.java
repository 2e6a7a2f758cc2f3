package io.flotilla.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who runs where: a proxy has as many cores to itself as it has event loops; servers and load generator share the others. So
 * proxies are measured under the same conditions, and one that needs less leaves nothing to the clients of another. Where
 * there are too few cores for that, or no taskset(1), everything runs everywhere.
 */
final class Cores {
    private final List<Integer> proxies;
    private final List<Integer> others;
    private final boolean pinned;

    private Cores(List<Integer> proxies, List<Integer> others, boolean pinned) {
        this.proxies = proxies;
        this.others = others;
        this.pinned = pinned;
    }

    /** Parts these cores; the proxies get the last ones. */
    static Cores part(List<Integer> all, int loops) {
        if (all.size() <= loops) {
            return new Cores(all, all, false);
        }
        int first = all.size() - loops;
        return new Cores(all.subList(first, all.size()), all.subList(0, first), true);
    }

    /** Nobody is kept from any of these. */
    static Cores shared(List<Integer> all) {
        return new Cores(all, all, false);
    }

    /** The cores on which this process may run, in order; empty without taskset. */
    static List<Integer> ofThisProcess() throws IOException {
        if (taskset().isEmpty()) {
            return List.of();
        }
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("Cpus_allowed_list:"))
                .findFirst()
                .map(line -> parse(line.substring(line.indexOf(':') + 1).strip()))
                .orElse(List.of());
    }

    /** A list as the kernel writes it, such as {@code 0-2,5}. */
    static List<Integer> parse(String list) {
        List<Integer> cores = new ArrayList<>();
        for (String range : list.split(",")) {
            int dash = range.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
            int last = Integer.parseInt(range.substring(dash + 1));
            for (int core = first; core <= last; core++) {
                cores.add(core);
            }
        }
        return cores;
    }

    boolean isPinned() {
        return pinned;
    }

    /** How many cores a proxy has. */
    int proxyCores() {
        return proxies.size();
    }

    /** What is to stand before the command of the proxy that is measured. */
    String proxyPrefix() {
        return prefix(proxies);
    }

    /** What is to stand before the command of anything else. */
    String otherPrefix() {
        return prefix(others);
    }

    private String prefix(List<Integer> cores) {
        return pinned ? "taskset -c " + list(cores) + " " : "";
    }

    private static String list(List<Integer> cores) {
        return cores.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** Keeps all threads of this process, and what it starts, on the cores of servers and load generator. */
    void keepThisProcess() {
        Optional<Path> taskset = taskset();
        if (taskset.isEmpty() || others.isEmpty()) {
            return;
        }
        String pid = String.valueOf(ProcessHandle.current().pid());
        try {
            int exit = new ProcessBuilder(taskset.get().toString(), "-a", "-c", "-p", list(others), pid)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("taskset cannot keep process " + pid + " on cores " + list(others));
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot run " + taskset.get(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static Optional<Path> taskset() {
        return List.of("/usr/bin/taskset", "/bin/taskset").stream()
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public String toString() {
        return pinned
                ? "the proxy on core " + list(proxies) + ", servers and load generator on " + list(others)
                : "nothing pinned, " + (others.isEmpty() ? "" : others.size() + " ") + "cores shared by all";
    }
}
