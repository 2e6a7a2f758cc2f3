package io.flotilla.topology;

import io.flotilla.testing.FuzzCorpus;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The stored inputs of this module's fuzz targets. */
class FuzzCorpusTest {
    @TestFactory
    Stream<DynamicNode> storedInputs() {
        return FuzzCorpus.of(ClusterMessageFuzz.class, CommandFuzz.class, LinkFrameFuzz.class);
    }
}
