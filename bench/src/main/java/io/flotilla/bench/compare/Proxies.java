package io.flotilla.bench.compare;

import io.flotilla.testing.Binary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The proxies on this machine, and how each is started. */
final class Proxies {
    private static final String EPOLL = "epoll";
    private static final String IO_URING = "io_uring";
    private static final String NUTCRACKER_OPTIONS = " -c {config} -o /dev/stderr -a 127.0.0.1 -s {stats} -i 1000";

    private Proxies() {}

    /** Those that take part in a scene. */
    static List<ProxyKind> of(Scene.Cast cast, Path flotilla) {
        return switch (cast) {
            case ALL -> found(flotilla);
            case MANY_CLIENTS -> {
                List<ProxyKind> kinds = found(flotilla);
                smallBuffers().ifPresent(kinds::add);
                yield kinds;
            }
            case LOOPS ->
                List.of(
                        alone("flotilla-epoll", flotilla, EPOLL, "1"),
                        alone("flotilla-epoll-loops2", flotilla, EPOLL, "2"),
                        alone("flotilla-io_uring", flotilla, IO_URING, "1"),
                        alone("flotilla-io_uring-loops2", flotilla, IO_URING, "2"));
            case FLEET -> fleet(flotilla);
        };
    }

    private static List<ProxyKind> found(Path flotilla) {
        List<ProxyKind> kinds = new ArrayList<>();
        kinds.add(alone("flotilla-epoll", flotilla, EPOLL, "{loops}"));
        kinds.add(alone("flotilla-io_uring", flotilla, IO_URING, "{loops}"));
        Binary.NUTCRACKER
                .find()
                .ifPresent(program -> kinds.add(new ProxyKind("nutcracker", program + NUTCRACKER_OPTIONS)));
        haproxy().ifPresent(program -> kinds.add(new ProxyKind("haproxy-tcp", program + " -db -f {haproxy}")));
        return kinds;
    }

    private static ProxyKind alone(String name, Path flotilla, String transport, String loops) {
        return new ProxyKind(
                name,
                flotilla + " -c {config} -v 4 -a 127.0.0.1 -s {stats} --admin-port {admin} --loops " + loops
                        + " --transport " + transport);
    }

    private static List<ProxyKind> fleet(Path flotilla) {
        String member = flotilla + " -c {config} -v 4 -s {stats} --admin-port {admin} --loops {loops} --transport epoll"
                + " --bind {host} --cluster-port {cluster} --join 127.0.0.1,127.0.0.2,127.0.0.3";
        return List.of(
                alone("flotilla-alone", flotilla, EPOLL, "{loops}"),
                new ProxyKind("flotilla-in-fleet-of-3", member, true));
    }

    /** nutcracker with the smallest buffers. */
    private static Optional<ProxyKind> smallBuffers() {
        return Binary.NUTCRACKER
                .find()
                .map(program -> new ProxyKind("nutcracker-m512", program + " -m 512" + NUTCRACKER_OPTIONS));
    }

    private static Optional<Path> haproxy() {
        return List.of("/usr/sbin", "/usr/local/sbin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin").stream()
                .map(folder -> Path.of(folder, "haproxy"))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
