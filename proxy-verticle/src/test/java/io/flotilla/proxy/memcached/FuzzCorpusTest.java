package io.flotilla.proxy.memcached;

import io.flotilla.testing.FuzzCorpus;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The stored inputs of the fuzz targets for memcached's protocol. */
class FuzzCorpusTest {
    @TestFactory
    Stream<DynamicNode> storedInputs() {
        return FuzzCorpus.of(MemcachedClientFuzz.class, MemcachedReplyFuzz.class, MemcachedServerFuzz.class);
    }
}
