package io.flotilla.proxy.redis;

import io.flotilla.testing.FuzzCorpus;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The stored inputs of the fuzz targets for RESP. */
class FuzzCorpusTest {
    @TestFactory
    Stream<DynamicNode> storedInputs() {
        return FuzzCorpus.of(RedisClientFuzz.class, InlineFuzz.class, RespReplyFuzz.class, RedisServerFuzz.class);
    }
}
