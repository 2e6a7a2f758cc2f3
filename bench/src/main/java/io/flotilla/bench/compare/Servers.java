package io.flotilla.bench.compare;

import io.flotilla.testing.RealMemcached;
import io.flotilla.testing.RealRedis;
import io.flotilla.testing.RealServer;
import java.util.ArrayList;
import java.util.List;

/** The servers behind all proxies of a scene. */
final class Servers implements AutoCloseable {
    private final List<RealServer> servers = new ArrayList<>();

    static Servers start(Scene scene) {
        Servers started = new Servers();
        try {
            for (int i = 0; i < scene.servers(); i++) {
                started.servers.add(
                        switch (scene.protocol()) {
                            case REDIS -> RealRedis.started("--maxclients", "15000");
                            case MEMCACHED -> RealMemcached.started("-I", "2m", "-m", "512", "-c", "15000", "-t", "1");
                        });
            }
            return started;
        } catch (RuntimeException | AssertionError e) {
            started.close();
            throw e;
        }
    }

    List<RealServer> list() {
        return servers;
    }

    /** CPU time of all of them so far. */
    double cpuSeconds() {
        return servers.stream()
                .mapToDouble(server -> new ProcStat(server.pid()).cpuSeconds())
                .sum();
    }

    @Override
    public void close() {
        servers.forEach(RealServer::close);
    }
}
