package io.flotilla.bench.compare;

import io.flotilla.testing.Binary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The proxies on this machine, and how each is started. */
final class Proxies {
    /** The one that others are compared with. */
    static final String REFERENCE = "nutcracker";

    private static final String OWN = " -c {config} -v 4 -a 127.0.0.1 -s {stats} --admin-port {admin} --loops {loops}";

    private Proxies() {}

    /** Flotilla on epoll and on io_uring, and what else is installed. */
    static List<ProxyKind> found(Path flotilla) {
        List<ProxyKind> kinds = new ArrayList<>();
        kinds.add(new ProxyKind("flotilla-epoll", flotilla + OWN + " --transport epoll"));
        kinds.add(new ProxyKind("flotilla-io_uring", flotilla + OWN + " --transport io_uring"));
        Binary.NUTCRACKER
                .find()
                .ifPresent(program -> kinds.add(new ProxyKind(
                        REFERENCE, program + " -c {config} -o /dev/stderr -a 127.0.0.1 -s {stats} -i 1000")));
        haproxy().ifPresent(program -> kinds.add(new ProxyKind("haproxy-tcp", program + " -db -f {haproxy}")));
        return kinds;
    }

    /** Flotilla alone and, under the same load, as one of three nodes. */
    static List<ProxyKind> fleet(Path flotilla) {
        String alone = flotilla + OWN + " --transport epoll";
        String member = flotilla + " -c {config} -v 4 -s {stats} --admin-port {admin} --loops {loops} --transport epoll"
                + " --bind {host} --cluster-port {cluster} --join 127.0.0.1,127.0.0.2,127.0.0.3";
        return List.of(new ProxyKind("flotilla-alone", alone), new ProxyKind("flotilla-in-fleet-of-3", member, true));
    }

    /** nutcracker with the smallest buffers, as it is run for very many clients. */
    static Optional<ProxyKind> smallBuffers() {
        return Binary.NUTCRACKER
                .find()
                .map(program -> new ProxyKind(
                        "nutcracker-m512",
                        program + " -m 512 -c {config} -o /dev/stderr -a 127.0.0.1 -s {stats} -i 1000"));
    }

    private static Optional<Path> haproxy() {
        return List.of("/usr/sbin", "/usr/local/sbin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin").stream()
                .map(folder -> Path.of(folder, "haproxy"))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
