package io.flotilla.bench.compare;

import io.flotilla.bench.load.Protocol;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is measured once and not under a load in rounds: starts and memory. Nothing is pinned meanwhile. */
final class Probes {
    static final String START_ALONE = "start to first answer, alone, ms";
    static final String START_JOINING = "start to first answer, a fourth joining three, ms";
    /** In the order in which they run. */
    static final List<String> NAMES = List.of("start-alone", "start-joining", "memory", "large-values");

    private static final Scene SCENE = new Scene(Protocol.REDIS, 2, 1, Scene.Cast.MANY_CLIENTS);

    private final MemoryOptions options;
    private final Path flotilla;
    private final Results results;
    private final PrintStream out;
    private final Cores cores;

    Probes(MemoryOptions options, Path home, Results results, PrintStream out) throws IOException {
        this.options = options;
        this.flotilla = home.resolve("bin/flotilla");
        this.results = results;
        this.out = out;
        this.cores = Cores.shared(Cores.ofThisProcess());
    }

    /** Runs these of {@link #NAMES}. */
    void run(List<String> names) throws IOException, InterruptedException {
        if (names.isEmpty()) {
            return;
        }
        cores.keepThisProcess();
        try (Servers servers = Servers.start(SCENE)) {
            for (String name : names) {
                out.println("measuring: " + name);
                switch (name) {
                    case "start-alone" -> startAlone(servers);
                    case "start-joining" -> startJoining(servers);
                    case "memory" -> memory(servers);
                    case "large-values" -> largeValues(servers);
                    default -> throw new IllegalArgumentException("nothing is called " + name);
                }
            }
        }
    }

    /** All proxies but HAProxy, which holds no request. */
    private List<ProxyKind> kinds() {
        List<ProxyKind> kinds = new ArrayList<>(Proxies.of(SCENE.cast(), flotilla));
        kinds.removeIf(kind -> kind.name().startsWith("haproxy"));
        kinds.addAll(options.more());
        kinds.removeIf(kind -> !options.takes(kind));
        return kinds;
    }

    private void startAlone(Servers servers) {
        results.forgetFigures(START_ALONE);
        for (int i = 0; i < options.starts(); i++) {
            for (ProxyKind kind : kinds()) {
                results.add(START_ALONE, kind.name(), StartUp.alone(kind, SCENE, cores, servers.list()));
            }
        }
    }

    private void startJoining(Servers servers) {
        results.forgetFigures(START_JOINING);
        for (ProxyKind kind : Proxies.of(Scene.Cast.FLEET, flotilla)) {
            for (int i = 0; i < options.starts() && kind.fleet() && options.takes(kind); i++) {
                try {
                    results.add(START_JOINING, kind.name(), StartUp.joining(kind, SCENE, cores, servers.list()));
                } catch (AssertionError e) {
                    results.note(kind.name() + " could not be started: "
                            + e.getMessage().strip());
                    break;
                }
            }
        }
    }

    private void memory(Servers servers) throws IOException, InterruptedException {
        MemoryUse.FIGURES.forEach(results::forgetFigures);
        List<ProxyProcess> proxies = new ArrayList<>();
        try {
            List<MemoryUse> uses = new ArrayList<>();
            for (ProxyKind kind : kinds()) {
                ProxyProcess proxy = ProxyProcess.start(kind, SCENE, cores, servers.list());
                proxies.add(proxy);
                uses.add(new MemoryUse(proxy, results));
            }
            for (MemoryUse use : uses) {
                use.measureIdle(options.clients());
            }
            for (MemoryUse use : uses) {
                use.burst(options.burst());
            }
            for (MemoryUse use : uses) {
                use.measureAfter(options.waitSeconds());
            }
        } finally {
            proxies.forEach(ProxyProcess::close);
        }
    }

    private void largeValues(Servers servers) throws IOException {
        LargeValues.FIGURES.forEach(results::forgetFigures);
        for (ProxyKind kind : kinds()) {
            try (ProxyProcess proxy = ProxyProcess.start(kind, SCENE, cores, servers.list())) {
                new LargeValues(proxy, results).measure();
            }
        }
    }
}
