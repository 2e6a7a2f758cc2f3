package io.flotilla.node.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {

    @Test
    void theCarriedRedisServerRunsHere(@TempDir Path folder) throws IOException {
        Programs.Program program = new Programs(folder).unpackedRedis();
        assertThat(program.path()).isExecutable();
        assertThat(program.origin()).startsWith("redis-server 6.2.").endsWith("carried by embedded-redis");
    }
}
