package io.flotilla.bench.oracle;

import io.flotilla.testing.RealMemcached;
import io.flotilla.testing.RealRedis;
import io.flotilla.testing.RealServer;
import io.flotilla.testing.oracle.Clients;
import io.flotilla.testing.oracle.Counts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One run: fresh servers, fresh proxies, clients and faults. */
final class OracleRun {
    private static final int SERVERS = 4;

    private final OracleOptions options;
    private final long seed;
    private Counts counts;
    private SwitchWatch watch;
    private List<Fault> faults = List.of();

    OracleRun(OracleOptions options, long seed) {
        this.options = options;
        this.seed = seed;
    }

    /**
     * Returns when the time is over and all processes have ended.
     *
     * @param launcher the program that starts a Flotilla node; null for this JVM's own class path
     */
    OracleRun run(Path launcher) throws InterruptedException {
        List<RealServer> servers = new ArrayList<>();
        try {
            for (int i = 0; i < SERVERS; i++) {
                servers.add(options.redis() ? RealRedis.started() : RealMemcached.started());
            }
            try (ProxySet proxies = options.nutcracker()
                    ? ProxySet.nutcracker(servers, options.spread())
                    : ProxySet.flotilla(launcher, servers, options.spread())) {
                run(proxies, servers);
            }
            return this;
        } finally {
            servers.forEach(RealServer::close);
        }
    }

    private void run(ProxySet proxies, List<RealServer> servers) throws InterruptedException {
        try (Clients clients = new Clients(proxies.addresses(), options::client, options.workload(), seed)) {
            counts = clients.counts();
            watch = new SwitchWatch(proxies.nodes());
            Faults done = new Faults(servers, clients::millis, seed);
            done.onFault(watch::watch);
            clients.start();
            done.run(options.seconds() * 1000L);
            faults = done.done();
        }
        watch.read();
    }

    Counts counts() {
        return counts;
    }

    SwitchWatch watch() {
        return watch;
    }

    List<Fault> faults() {
        return faults;
    }
}
