package io.flotilla.proxy.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.proxy.RunningProxy;
import io.flotilla.testing.Binary;
import io.flotilla.testing.RealMemcached;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** libmemcached's conformance suite, ASCII part, through the proxy. */
class MemccapableIT {

    @Test
    void everyCasePassesWithOneServer() throws Exception {
        try (RealMemcached server = RealMemcached.started()) {
            run(List.of(server));
        }
    }

    @Test
    void everyCasePassesWithThreeServers() throws Exception {
        try (RealMemcached one = RealMemcached.started();
                RealMemcached two = RealMemcached.started();
                RealMemcached three = RealMemcached.started()) {
            run(List.of(one, two, three));
        }
    }

    private static void run(List<RealMemcached> servers) throws IOException, InterruptedException {
        try (RunningProxy proxy = RunningProxy.of(servers, "redis: false", "hash: fnv1a_64", "timeout: 5000")) {
            Process suite = new ProcessBuilder(
                            Binary.MEMCCAPABLE.require().toString(),
                            "-h",
                            "127.0.0.1",
                            "-p",
                            "" + proxy.port(),
                            "-a",
                            "-v")
                    .redirectErrorStream(true)
                    .start();
            String report = new String(suite.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(suite.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(report).contains("All tests passed");
            assertThat(report.lines().filter(l -> l.endsWith("[pass]"))).hasSize(27);
        }
    }
}
