package io.flotilla.proxy.redis;

import io.flotilla.config.PoolConfig;
import io.flotilla.proxy.wire.WireTests;
import io.flotilla.stats.NodeIdentity;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The plays of {@code wire/redis}. */
class RedisWireTest {

    /** A codec of one event loop alone, for a fixture. */
    static RedisCodec codec(PoolConfig pool) {
        NodeIdentity node = new NodeIdentity("node-1", "host", "1.0", 0);
        AtomicLong ids = new AtomicLong();
        RedisShared shared = new RedisShared(() -> node, () -> 7, () -> 1, ids::incrementAndGet);
        shared.serversHaveVersion("7.4.0");
        return new RedisCodec(pool, shared);
    }

    @TestFactory
    Stream<DynamicNode> plays() {
        return WireTests.of("wire/redis", RedisWireTest::codec, "redis: true");
    }
}
