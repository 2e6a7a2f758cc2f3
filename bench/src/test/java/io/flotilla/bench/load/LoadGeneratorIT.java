package io.flotilla.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.flotilla.testing.FreePorts;
import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealMemcached;
import io.flotilla.testing.RealRedis;
import io.flotilla.testing.RealServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoadGeneratorIT {
    private static final Duration SHORT = Duration.ofMillis(200);

    @ParameterizedTest
    @EnumSource
    void aFilledServerHasEveryValueThatTheLoadAsksFor(Protocol protocol) throws IOException {
        try (RealServer server = server(protocol)) {
            for (int bytes : new int[] {100, 100 << 10}) {
                Load load = new Load(protocol, 90, bytes, 4, 5, 1);
                try (LoadGenerator generator = new LoadGenerator(load, address(server))) {
                    generator.fill();
                    LoadResult result = generator.closedLoop(SHORT);
                    assertThat(result.inTime()).isPositive();
                    assertThat(result.all()).isBetween(result.inTime(), result.inTime() + 4 * 5);
                    assertThat(result.latency().getTotalCount()).isEqualTo(result.inTime());
                    assertThat(result.errors()).isZero();
                    assertThat(result.misses()).isZero();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void valuesThatAreNotThereAreCountedAsMissesKeyByKey(Protocol protocol) throws IOException {
        try (RealServer server = server(protocol)) {
            Load load = new Load(protocol, 100, 100, 1, 2, 10);
            try (LoadGenerator generator = new LoadGenerator(load, address(server))) {
                LoadResult result = generator.closedLoop(SHORT);
                assertThat(result.misses()).isEqualTo(result.all() * 10);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anOpenLoopMakesItsRate(Protocol protocol) throws IOException {
        try (RealServer server = server(protocol)) {
            Load load = new Load(protocol, 50, 100, 1, 7, 1);
            try (LoadGenerator generator = new LoadGenerator(load, address(server))) {
                generator.fill();
                LoadResult result = generator.openLoop(1_000, Duration.ofSeconds(1));
                assertThat(result.all()).isEqualTo(1_000);
                assertThat(result.latency().getTotalCount()).isEqualTo(1_000);
                assertThat(result.seconds()).isCloseTo(1, within(0.5));
            }
        }
    }

    @Test
    void anOpenLoopChargesAStallToEveryRequestThatWasDueMeanwhile() throws Exception {
        try (RealServer server = RealRedis.started()) {
            Load load = new Load(Protocol.REDIS, 0, 100, 1, 4, 1);
            try (LoadGenerator generator = new LoadGenerator(load, address(server))) {
                server.pause();
                Thread resume = new Thread(() -> {
                    try {
                        Thread.sleep(500);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    server.resume();
                });
                resume.start();
                LoadResult result = generator.openLoop(1_000, Duration.ofSeconds(1));
                resume.join();
                assertThat(result.all()).isEqualTo(1_000);
                assertThat(result.micros(75)).isGreaterThan(100_000);
            }
        }
    }

    @Test
    void oneEachMakesOneRequestOnEveryConnection() throws Exception {
        try (RealServer server = RealRedis.started()) {
            try (LoadGenerator generator =
                    new LoadGenerator(new Load(Protocol.REDIS, 0, 100, 1, 7, 1), address(server))) {
                generator.oneEach(3);
            }
            try (RawClient client = server.connect()) {
                assertThat(String.valueOf(client.resp("INFO", "commandstats"))).contains("cmdstat_set:calls=7,");
            }
        }
    }

    @Test
    void aProxyThatIsNotThereIsNamed() {
        InetSocketAddress nobody = new InetSocketAddress("127.0.0.1", FreePorts.next());
        assertThatThrownBy(() -> new LoadGenerator(new Load(Protocol.REDIS, 50, 100, 1, 3, 1), nobody))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("client 1 of 3")
                .hasMessageContaining(String.valueOf(nobody.getPort()));
    }

    private static RealServer server(Protocol protocol) {
        return protocol == Protocol.REDIS ? RealRedis.started() : RealMemcached.started();
    }

    private static InetSocketAddress address(RealServer server) {
        return new InetSocketAddress(server.host(), server.port());
    }
}
