package io.flotilla.bench.compare;

import io.flotilla.bench.load.Protocol;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code bench/memory}: what proxies take for idle clients, what they keep after a burst, and how soon they answer. */
public final class Memory {
    private final MemoryOptions options;
    private final Path home;
    private final PrintStream out;
    private final StringBuilder text = new StringBuilder();
    private final Scene scene = new Scene(Protocol.REDIS, 2, 1);

    private Memory(MemoryOptions options, Path home, PrintStream out) {
        this.options = options;
        this.home = home;
        this.out = out;
    }

    /** Arguments as {@code --help} tells; {@code flotilla.home} is the checkout. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length > 0 && (args[0].equals("--help") || args[0].equals("-h"))) {
            System.out.print(MemoryOptions.USAGE);
            return;
        }
        MemoryOptions options;
        try {
            options = MemoryOptions.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println("bench/memory: " + e.getMessage());
            System.err.print(MemoryOptions.USAGE);
            System.exit(1);
            return;
        }
        Path home = Path.of(System.getProperty("flotilla.home", "."))
                .toAbsolutePath()
                .normalize();
        new Memory(options, home, System.out).run();
        System.exit(0);
    }

    private void run() throws IOException, InterruptedException {
        say("# Memory and start\n");
        for (var entry : Environment.describe(home).entrySet()) {
            say("- " + entry.getKey() + ": " + entry.getValue());
        }
        try (Servers servers = Servers.start(scene)) {
            measureStarts(servers);
            measureMemory(servers);
        }
        Path folder = home.resolve("bench/results");
        Files.createDirectories(folder);
        String time = LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
        Path file = folder.resolve(options.name("memory-" + time) + ".md");
        Files.writeString(file, text);
        out.println("stored in " + home.relativize(file));
    }

    private List<ProxyKind> kinds() {
        List<ProxyKind> kinds = new ArrayList<>(Proxies.found(home.resolve("bin/flotilla")));
        kinds.removeIf(kind -> kind.name().startsWith("haproxy"));
        Proxies.smallBuffers().ifPresent(kinds::add);
        kinds.addAll(options.more());
        kinds.removeIf(kind -> !options.takes(kind));
        return kinds;
    }

    private void measureStarts(Servers servers) {
        if (options.starts() == 0) {
            return;
        }
        say("\nFrom the start of the process to the first reply of a server, median, lowest and highest of "
                + options.starts() + ".\n");
        say("| proxy | ms |\n|---|---|");
        for (ProxyKind kind : kinds()) {
            say(kind.name(), StartUp.alone(kind, scene, servers.list(), options.starts()));
        }
        for (ProxyKind kind : Proxies.fleet(home.resolve("bin/flotilla"))) {
            if (kind.fleet() && options.takes(kind)) {
                measureJoining(kind, servers);
            }
        }
    }

    private void measureJoining(ProxyKind kind, Servers servers) {
        try {
            say(kind.name() + ", a fourth joining", StartUp.joining(kind, scene, servers.list(), options.starts()));
        } catch (AssertionError e) {
            say("| " + kind.name() + ", a fourth joining | could not be started |");
            out.println(e.getMessage());
        }
    }

    private void say(String name, Spread millis) {
        say(String.format(
                Locale.ROOT, "| %s | %.0f (%.0f - %.0f) |", name, millis.median(), millis.low(), millis.high()));
    }

    private void measureMemory(Servers servers) throws IOException, InterruptedException {
        List<ProxyProcess> proxies = new ArrayList<>();
        try {
            List<MemoryUse> uses = new ArrayList<>();
            for (ProxyKind kind : kinds()) {
                ProxyProcess proxy = ProxyProcess.start(kind, scene, servers.list());
                proxies.add(proxy);
                uses.add(new MemoryUse(proxy));
            }
            for (MemoryUse use : uses) {
                use.measureIdle(options.clients());
            }
            for (MemoryUse use : uses) {
                use.burst(options.burst());
            }
            say(String.format(
                    "%nResident memory in MiB, after some seconds of load: without clients, what %d idle clients add, before"
                            + " a burst of %d clients with values of 100 KB, its peak, and %d s after it.%n",
                    options.clients(), options.burst(), options.waitSeconds()));
            say("| proxy | no clients | idle clients add | before burst | peak | after | after / before |\n"
                    + "|---|---|---|---|---|---|---|");
            for (MemoryUse use : uses) {
                use.measureAfter(options.waitSeconds());
                say(use.line());
            }
        } finally {
            proxies.forEach(ProxyProcess::close);
        }
    }

    private void say(String line) {
        out.println(line);
        text.append(line).append('\n');
    }
}
