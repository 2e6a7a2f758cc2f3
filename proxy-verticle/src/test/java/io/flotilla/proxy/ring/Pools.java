package io.flotilla.proxy.ring;

import io.flotilla.config.AccessConfig;
import io.flotilla.config.Distribution;
import io.flotilla.config.EjectQuorum;
import io.flotilla.config.EjectionConfig;
import io.flotilla.config.Endpoint;
import io.flotilla.config.HashTag;
import io.flotilla.config.KeyHash;
import io.flotilla.config.LimitsConfig;
import io.flotilla.config.Listen;
import io.flotilla.config.PoolConfig;
import io.flotilla.config.Protocol;
import io.flotilla.config.ReturnPolicy;
import io.flotilla.config.ServerConfig;
import io.flotilla.topology.Topology;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Pools for tests of routing; only what routing reads is set to something that matters. */
final class Pools {
    static final String NAME = "alpha";

    private Pools() {}

    static PoolConfig pool(KeyHash hash, Distribution distribution, ServerConfig... servers) {
        return pool(hash, distribution, Optional.empty(), List.of(servers));
    }

    static PoolConfig pool(KeyHash hash, Distribution distribution, Optional<HashTag> tag, List<ServerConfig> servers) {
        return new PoolConfig(
                NAME,
                new Listen(new Endpoint.Tcp("127.0.0.1", 22121), 0),
                Protocol.REDIS,
                hash,
                tag,
                distribution,
                0,
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
                new EjectionConfig(true, 2, 30_000, new EjectQuorum.Majority(), 50, 1_000, 500, ReturnPolicy.KEEP),
                LimitsConfig.DEFAULT,
                sorted(servers));
    }

    static ServerConfig server(String name, int weight) {
        return new ServerConfig(name, new Endpoint.Tcp("127.0.0.1", 6379), weight);
    }

    /** {@code count} servers of weight 1 on 10.0.0.x:6379. */
    static List<ServerConfig> equalServers(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> server("10.0." + i / 250 + "." + (i % 250 + 1) + ":6379", 1))
                .toList();
    }

    static Topology without(String... servers) {
        TreeMap<String, SortedSet<String>> out = new TreeMap<>();
        out.put(NAME, new TreeSet<>(List.of(servers)));
        return new Topology(7, out);
    }

    private static List<ServerConfig> sorted(List<ServerConfig> servers) {
        return servers.stream()
                .sorted(Comparator.<ServerConfig>comparingInt(s -> s.name().length())
                        .thenComparing(ServerConfig::name))
                .toList();
    }
}
