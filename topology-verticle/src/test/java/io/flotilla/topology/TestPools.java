package io.flotilla.topology;

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
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Configurations for tests. */
final class TestPools {
    private TestPools() {}

    /** One pool "p" with servers "s0", "s1", ...; a server stays out for two seconds. */
    static FlotillaConfig of(int servers) {
        List<ServerConfig> list = IntStream.range(0, servers)
                .mapToObj(i -> new ServerConfig("s" + i, new Endpoint.Tcp("127.0.0.1", 20000 + i), 1))
                .toList();
        return config(pool("p", Protocol.MEMCACHED, Optional.empty(), 2000, list));
    }

    static FlotillaConfig config(PoolConfig... pools) {
        return new FlotillaConfig(Optional.empty(), List.of(pools));
    }

    static PoolConfig pool(
            String name, Protocol protocol, Optional<String> auth, int retryMillis, List<ServerConfig> servers) {
        EjectionConfig ejection =
                new EjectionConfig(true, 2, retryMillis, new EjectQuorum.Majority(), 50, 1000, 500, ReturnPolicy.KEEP);
        return new PoolConfig(
                name,
                new Listen(new Endpoint.Tcp("127.0.0.1", 1), 0),
                protocol,
                KeyHash.values()[0],
                Optional.empty(),
                Distribution.values()[0],
                400,
                512,
                0,
                false,
                false,
                auth,
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
