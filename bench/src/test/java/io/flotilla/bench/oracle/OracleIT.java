package io.flotilla.bench.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flotilla.testing.NutcrackerProcess;
import io.flotilla.testing.RealMemcached;
import io.flotilla.testing.oracle.CacheClient;
import io.flotilla.testing.oracle.Clients;
import io.flotilla.testing.oracle.Counts;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OracleIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    @ParameterizedTest
    @ValueSource(strings = {"--seconds 15 --large 50", "--seconds 15 --redis --large 50"})
    void aFleetNeverReturnsAValueThatIsOlderThanTheLastAcknowledgedWrite(String options) throws InterruptedException {
        OracleRun run = new OracleRun(OracleOptions.parse(options.split(" ")), 1).run(null);
        assertThat(run.counts().staleReads()).isEmpty();
        assertThat(run.counts().reads()).isGreaterThan(1000);
        assertThat(run.counts().writes()).isGreaterThan(300);
        // Without a server that left and came back nothing would have been tried.
        assertThat(run.watch().held("eject")).isNotEmpty();
        assertThat(run.watch().held("return")).isNotEmpty();
    }

    /** A server goes on only when each proxy has given it up: so it has missed writes, and nobody deletes what it keeps. */
    @Test
    void proxiesThatDecideEachForItselfAreFoundOut() {
        List<RealMemcached> servers =
                Stream.generate(RealMemcached::started).limit(4).toList();
        try (ProxySet proxies = ProxySet.nutcracker(servers, new ProxySet.Spread("ketama", false));
                Clients clients = new Clients(
                        proxies.addresses(),
                        CacheClient::memcached,
                        OracleOptions.parse().workload(),
                        1)) {
            Counts counts = clients.counts();
            clients.start();
            await("writes").atMost(LONG).until(() -> counts.writes() > 3000);
            RealMemcached server = servers.get(0);
            server.pause();
            await("ejections").atMost(LONG).until(() -> proxies.nutcrackers().stream()
                    .allMatch(n -> ejections(n) > 0));
            server.resume();
            await("a stale read, of " + server.address() + " or its substitutes")
                    .atMost(LONG)
                    .until(() -> counts.stale() > 0);
        } finally {
            servers.forEach(RealMemcached::close);
        }
    }

    private static long ejections(NutcrackerProcess nutcracker) {
        return new JsonObject(nutcracker.stats()).getJsonObject(ProxySet.POOL).getLong("server_ejects");
    }
}
