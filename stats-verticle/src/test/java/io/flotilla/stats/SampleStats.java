package io.flotilla.stats;

import io.flotilla.config.AccessConfig;
import io.flotilla.config.Distribution;
import io.flotilla.config.EjectQuorum;
import io.flotilla.config.EjectionConfig;
import io.flotilla.config.Endpoint;
import io.flotilla.config.FlotillaConfig;
import io.flotilla.config.KeyHash;
import io.flotilla.config.LimitsConfig;
import io.flotilla.config.Listen;
import io.flotilla.config.PoolConfig;
import io.flotilla.config.Protocol;
import io.flotilla.config.ReturnPolicy;
import io.flotilla.config.ServerConfig;
import io.flotilla.topology.FleetStatus;
import io.flotilla.topology.FleetView;
import io.flotilla.topology.Topology;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Two pools, counters on two event loops, and a topology. */
final class SampleStats {
    static final Instant STARTED = Instant.parse("2026-03-01T10:00:00Z");

    final FlotillaConfig config = new FlotillaConfig(
            Optional.empty(),
            List.of(
                    pool("bb", 29122, Protocol.MEMCACHED, List.of(server("127.0.0.1:29381", 29381))),
                    pool(
                            "alpha",
                            29121,
                            Protocol.REDIS,
                            List.of(server("shard2", 29380), server("127.0.0.1:29379", 29379)))));
    final StatsRegistry registry = new StatsRegistry();
    final Readiness readiness = new Readiness();
    final EjectionLog ejections =
            new EjectionLog(Clock.fixed(Instant.ofEpochSecond(1_795_168_400L, 123_456_789), ZoneOffset.UTC));
    final NodeIdentity node = new NodeIdentity("n1", "vm", "1.0.0", STARTED.toEpochMilli());
    final StatsSource source = new StatsSource(
            node,
            config,
            registry,
            ejections,
            readiness,
            Clock.fixed(STARTED.plusSeconds(61).plusMillis(900), ZoneOffset.UTC));

    final FleetView fleet = new FleetView() {
        @Override
        public FleetStatus status() {
            return new FleetStatus(
                    "n1",
                    Optional.of("f"),
                    topology(),
                    1,
                    Optional.of("n1"),
                    2000,
                    false,
                    Optional.empty(),
                    List.of(),
                    false,
                    List.of(),
                    List.of(),
                    List.of());
        }

        @Override
        public Topology topology() {
            return new Topology(9, new TreeMap<>(Map.of("alpha", new TreeSet<>(List.of("shard2")))));
        }
    };

    /** Ejects {@code shard2} of pool {@code alpha} three times, the last one on 20 December 2026. */
    void eject() {
        Topology out = new Topology(7, new TreeMap<>(Map.of("alpha", new TreeSet<>(List.of("shard2")))));
        for (int i = 0; i < 3; i++) {
            ejections.observe(Topology.INITIAL);
            ejections.observe(out);
        }
    }

    /** Gives two event loops something to count in pool {@code alpha}. */
    void count() {
        for (int loop = 1; loop <= 2; loop++) {
            PoolCounters pool = registry.register("alpha", 2);
            pool.clientEof = loop;
            pool.clientErr = 10L * loop;
            pool.clientConnections = 100L * loop;
            pool.totalConnections = 500L * loop;
            pool.forwardError = 7L * loop;
            pool.fragments = 8L * loop;
            pool.subscribers = 5L * loop;
            ServerCounters server = pool.servers[0];
            server.serverEof = loop;
            server.serverErr = 2L * loop;
            server.serverTimedout = 3L * loop;
            server.serverConnections = 4L * loop;
            server.connected = 40L * loop;
            server.requests = 1000L * loop;
            server.requestBytes = 2000L * loop;
            server.responses = 3000L * loop;
            server.responseBytes = 4000L * loop;
            server.inQueue = 5L * loop;
            server.inQueueBytes = 6L * loop;
            server.outQueue = 7L * loop;
            server.outQueueBytes = 8L * loop;
            server.latency.record(100L * loop);
        }
    }

    private static ServerConfig server(String name, int port) {
        return new ServerConfig(name, new Endpoint.Tcp("127.0.0.1", port), 1);
    }

    private static PoolConfig pool(String name, int port, Protocol protocol, List<ServerConfig> servers) {
        EjectionConfig ejection =
                new EjectionConfig(true, 2, 30_000, new EjectQuorum.Majority(), 50, 1000, 500, ReturnPolicy.KEEP);
        return new PoolConfig(
                name,
                new Listen(new Endpoint.Tcp("127.0.0.1", port), 0),
                protocol,
                KeyHash.FNV1A_64,
                Optional.empty(),
                Distribution.KETAMA,
                400,
                512,
                0,
                false,
                false,
                Optional.empty(),
                AccessConfig.OPEN,
                0,
                1,
                false,
                1,
                ejection,
                LimitsConfig.DEFAULT,
                servers);
    }
}
