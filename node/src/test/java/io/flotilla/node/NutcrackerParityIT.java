package io.flotilla.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flotilla.testing.Binary;
import io.flotilla.testing.FlotillaProcess;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.NutcrackerProcess;
import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealMemcached;
import io.flotilla.testing.RealRedis;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line and the statistics beside those of a real nutcracker. */
class NutcrackerParityIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String IDLE = "{}";
    private static final List<String> POOL_FIELDS =
            List.of("client_eof", "client_err", "client_connections", "forward_error");
    private static final List<String> SERVER_FIELDS = List.of(
            "requests",
            "request_bytes",
            "responses",
            "response_bytes",
            "in_queue",
            "in_queue_bytes",
            "out_queue",
            "out_queue_bytes",
            "server_eof",
            "server_err",
            "server_timedout");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-s 0",
                "-s 65536",
                "-s x",
                "-s",
                "-v x",
                "-v",
                "-i x",
                "-i",
                "-m x",
                "-m 0",
                "-m",
                "-c",
                "-o",
                "-p",
                "-a",
                "-z"
            })
    void aWrongOptionIsRefusedInTheSameWords(String line) {
        ProgramRun nutcracker = nutcracker(line.split(" "));
        ProgramRun flotilla = ProgramRun.flotilla(line.split(" "));

        assertThat(flotilla.status()).isEqualTo(nutcracker.status()).isEqualTo(1);
        assertThat(firstLine(flotilla)).isEqualTo(firstLine(nutcracker));
    }

    @Test
    void theDescriptionOfTheStatisticsIsTheSame() {
        ProgramRun nutcracker = nutcracker("--describe-stats");
        ProgramRun flotilla = ProgramRun.flotilla("--describe-stats");

        assertThat(flotilla.status()).isEqualTo(nutcracker.status()).isZero();
        assertThat(fields(flotilla)).isEqualTo(fields(nutcracker));
    }

    @Test
    void theStatisticsOfIdleProxiesDifferInNumbersOnly() {
        List<Integer> ports = List.of(FreePorts.next(), FreePorts.next());
        try (NutcrackerProcess nutcracker = NutcrackerProcess.started(idlePools(FreePorts.next(), FreePorts.next()));
                FlotillaProcess flotilla = FlotillaProcess.started(idlePools(ports.get(0), ports.get(1)))) {
            assertThat(shape(flotilla.stats())).isEqualTo(shape(nutcracker.stats()));
        }
    }

    @Test
    void theSameTrafficIsCountedTheSame() {
        try (RealRedis redis = RealRedis.started();
                RealMemcached memcached = RealMemcached.started()) {
            int[] nutcrackerPorts = {FreePorts.next(), FreePorts.next()};
            int[] flotillaPorts = {FreePorts.next(), FreePorts.next()};
            try (NutcrackerProcess nutcracker = NutcrackerProcess.started(pools(nutcrackerPorts, redis, memcached));
                    FlotillaProcess flotilla =
                            FlotillaProcess.started(pools(flotillaPorts, redis, memcached), "--loops", "1")) {
                await().atMost(SOON).until(() -> isQuiet(nutcracker.stats()));
                String before = nutcracker.stats();
                traffic(nutcrackerPorts);
                traffic(flotillaPorts);

                await().atMost(SOON).untilAsserted(() -> assertThat(counted(flotilla.stats(), IDLE, redis, memcached))
                        .isEqualTo(counted(nutcracker.stats(), before, redis, memcached)));
                assertThat(counted(flotilla.stats(), IDLE, redis, memcached))
                        .anyMatch(line -> line.contains("requests=24"));
            }
        }
    }

    /** Whether the connections that only looked whether it listens are closed and counted. */
    private static boolean isQuiet(String stats) {
        JsonObject all = new JsonObject(stats);
        return Stream.of("red", "mem")
                .map(all::getJsonObject)
                .allMatch(pool -> pool.getLong("client_connections") == 0 && pool.getLong("client_eof") > 0);
    }

    private static void traffic(int[] ports) {
        for (int i = 0; i < 3; i++) {
            try (RawClient client = RawClient.connect("127.0.0.1", ports[0])) {
                for (int j = 0; j < 4; j++) {
                    client.resp("SET", "key" + j, "value".repeat(j + 1));
                    client.resp("GET", "key" + j);
                }
            }
            try (RawClient client = RawClient.connect("127.0.0.1", ports[1])) {
                client.send("set a 0 0 5\r\nhello\r\n").expect("STORED\r\n");
                client.send("get a\r\n").expect("VALUE a 0 5\r\nhello\r\nEND\r\n");
                client.send("get none\r\n").expect("END\r\n");
            }
        }
    }

    /** What traffic added to the fields it decides; how many connections lead to a server is each proxy's own affair. */
    private static List<String> counted(String stats, String before, RealRedis redis, RealMemcached memcached) {
        List<String> lines = new ArrayList<>();
        for (String[] place : new String[][] {{"red", redis.address()}, {"mem", memcached.address()}}) {
            JsonObject pool = new JsonObject(stats).getJsonObject(place[0]);
            JsonObject oldPool = new JsonObject(before).getJsonObject(place[0], new JsonObject());
            lines.add(place[0]
                    + growth(POOL_FIELDS, pool, oldPool)
                    + growth(
                            SERVER_FIELDS,
                            pool.getJsonObject(place[1]),
                            oldPool.getJsonObject(place[1], new JsonObject())));
        }
        return lines;
    }

    private static String growth(List<String> fields, JsonObject now, JsonObject before) {
        StringBuilder text = new StringBuilder();
        fields.forEach(field ->
                text.append(' ').append(field).append('=').append(now.getLong(field) - before.getLong(field, 0L)));
        return text.toString();
    }

    private static String pools(int[] ports, RealRedis redis, RealMemcached memcached) {
        return """
                red:
                  listen: 127.0.0.1:%d
                  redis: true
                  servers:
                   - %s:1
                mem:
                  listen: 127.0.0.1:%d
                  servers:
                   - %s:1
                """.formatted(ports[0], redis.address(), ports[1], memcached.address());
    }

    private static String idlePools(int first, int second) {
        return """
                alpha:
                  listen: 127.0.0.1:%d
                  redis: true
                  servers:
                   - 127.0.0.1:26379:1
                   - 127.0.0.1:26380:2 shard2
                   - 10.0.0.10:6379:1
                bb:
                  listen: 127.0.0.1:%d
                  servers:
                   - 127.0.0.1:11211:1
                   - /tmp/none.sock:1
                """.formatted(first, second);
    }

    /** The text with every value that may differ made equal. */
    private static String shape(String stats) {
        return stats.replaceAll("\":[0-9]+", "\":N").replaceFirst("\"version\":\"[^\"]*\"", "\"version\":\"V\"");
    }

    private static ProgramRun nutcracker(String... args) {
        List<String> command =
                new ArrayList<>(List.of(Binary.NUTCRACKER.require().toString()));
        command.addAll(List.of(args));
        return ProgramRun.of("nutcracker-cli", command);
    }

    private static String firstLine(ProgramRun run) {
        return run.output().lines().findFirst().orElse("").replaceFirst("^\\w+: ", "");
    }

    /** Everything after the version. */
    private static List<String> fields(ProgramRun run) {
        return run.output()
                .lines()
                .skip(2)
                .map(String::stripTrailing)
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
