package io.flotilla.proxy.memcached;

import io.flotilla.proxy.wire.WireTests;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The plays of {@code wire/memcached}. */
class MemcachedWireTest {

    @TestFactory
    Stream<DynamicNode> plays() {
        return WireTests.of("wire/memcached", MemcachedCodec::new, "redis: false");
    }
}
