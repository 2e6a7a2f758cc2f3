package io.flotilla.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealServersIT {

    @Test
    void redisAnswersIsKilledAndComesBackEmptyOnTheSamePort() {
        try (RealRedis redis = RealRedis.started()) {
            assertThat(redis.call("SET", "k", "v")).isEqualTo("OK");
            assertThat(redis.call("GET", "k")).isEqualTo("v");
            int port = redis.port();

            redis.kill();
            assertThatThrownBy(redis::connect).isInstanceOf(UncheckedIOException.class);

            redis.restart();
            assertThat(redis.port()).isEqualTo(port);
            assertThat(redis.call("GET", "k")).isNull();
            assertThat(redis.call("MGET", "a", "b")).isEqualTo(java.util.Arrays.asList(null, null));
        }
    }

    @Test
    void aRedisWithAPasswordIsAskedWithIt() {
        try (RealRedis redis = RealRedis.started("--requirepass", "secret")) {
            assertThat(redis.call("INCR", "n")).isEqualTo(1L);
            try (RawClient client = redis.connect()) {
                client.send("INCR n\r\n").expect("-NOAUTH Authentication required.\r\n");
            }
        }
    }

    @Test
    void aStoppedServerIsSilentAndAContinuedOneAnswers() {
        try (RealMemcached memcached = RealMemcached.started();
                RawClient client = memcached.connect()) {
            memcached.pause();
            client.send("version\r\n").expectSilence(Duration.ofMillis(200));
            memcached.resume();
            client.expect("VERSION ");
        }
    }

    @Test
    void serversListenOnUnixSockets(@TempDir Path folder) {
        try (RealMemcached memcached = RealMemcached.startedOn(folder.resolve("m.sock"));
                RealRedis redis = RealRedis.startedOn(folder.resolve("r.sock"))) {
            memcached.set("k", "\u00ff\r\n");
            assertThat(memcached.get("k")).isEqualTo("\u00ff\r\n");
            assertThat(memcached.get("none")).isNull();
            assertThat(redis.call("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void aProgramThatEndsAtOnceIsReportedWithItsLog() {
        assertThatThrownBy(() -> RealRedis.started("--no-such-option", "1"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("ended with exit code 1 before it was ready")
                .hasMessageContaining("no-such-option");
    }

    @Test
    void nutcrackerRoutesToARealServer() {
        int port = FreePorts.next();
        try (RealRedis redis = RealRedis.started();
                NutcrackerProcess nutcracker = NutcrackerProcess.started("""
                        pool:
                          listen: 127.0.0.1:%d
                          redis: true
                          servers:
                           - %s:1
                        """.formatted(port, redis.address()));
                RawClient client = RawClient.connect("127.0.0.1", port)) {
            assertThat(client.resp("SET", "k", "v")).isEqualTo("OK");
            assertThat(redis.call("GET", "k")).isEqualTo("v");
            assertThat(nutcracker.stats()).contains("\"pool\"");
        }
    }

    @Test
    void noPortIsGivenTwice() {
        List<Integer> ports = FreePorts.next(200);
        assertThat(ports).doesNotHaveDuplicates();
    }
}
