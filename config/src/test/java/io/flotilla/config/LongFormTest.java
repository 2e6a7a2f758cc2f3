package io.flotilla.config;

import static io.flotilla.config.Yaml.fault;
import static io.flotilla.config.Yaml.faults;
import static io.flotilla.config.Yaml.fleet;
import static io.flotilla.config.Yaml.longPool;
import static io.flotilla.config.Yaml.pool;
import static io.flotilla.config.Yaml.read;
import static io.flotilla.config.Yaml.readPool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LongFormTest {
    @Test
    void pools_alone_are_read_as_nutcrackers_form_reads_them() {
        assertThat(read(longPool("hash: md5"))).isEqualTo(read(pool("hash: md5")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goodPoolValues")
    void a_good_value_of_a_pool_is_taken(String line, Function<PoolConfig, Object> get, Object expected) {
        assertThat(get.apply(readPool(longPool("redis: true", line)))).isEqualTo(expected);
    }

    static Stream<Arguments> goodPoolValues() {
        return Stream.of(
                good("eject_quorum: majority", p -> p.ejection().quorum(), new EjectQuorum.Majority()),
                good("eject_quorum: any", p -> p.ejection().quorum(), new EjectQuorum.Any()),
                good("eject_quorum: all", p -> p.ejection().quorum(), new EjectQuorum.All()),
                good("eject_quorum: 2", p -> p.ejection().quorum(), new EjectQuorum.Count(2)),
                good("max_ejected: 0%", p -> p.ejection().maxEjectedPercent(), 0),
                good("max_ejected: 100%", p -> p.ejection().maxEjectedPercent(), 100),
                good("probe_interval: 250", p -> p.ejection().probeIntervalMillis(), 250),
                good("probe_interval: 250ms", p -> p.ejection().probeIntervalMillis(), 250),
                good("probe_interval: 2s", p -> p.ejection().probeIntervalMillis(), 2000),
                good("probe_interval: 1h", p -> p.ejection().probeIntervalMillis(), 3_600_000),
                good("probe_timeout: 1", p -> p.ejection().probeTimeoutMillis(), 1),
                good("probe_timeout: 1m", p -> p.ejection().probeTimeoutMillis(), 60_000),
                good("on_return: invalidate", p -> p.ejection().onReturn(), ReturnPolicy.INVALIDATE),
                good("on_return: flush", p -> p.ejection().onReturn(), ReturnPolicy.FLUSH),
                good("on_return: keep", p -> p.ejection().onReturn(), ReturnPolicy.KEEP),
                good("databases: 16", PoolConfig::databases, 16),
                good("stream_threshold: 65536", p -> p.limits().streamThreshold(), 65536),
                good("stream_threshold: 1KB", p -> p.limits().streamThreshold(), 1024),
                good("stream_threshold: 128kb", p -> p.limits().streamThreshold(), 128 << 10),
                good("request_limit: 1GB", p -> p.limits().requestBytes(), 1 << 30),
                good("client_output_limit: 2MB", p -> p.limits().clientOutputBytes(), 2 << 20),
                good("own_connections: 1", p -> p.limits().ownConnections(), 1),
                good("subscriber_connections: 7", p -> p.limits().subscriberConnections(), 7),
                good("timeout: 400", PoolConfig::timeoutMillis, 400));
    }

    private static Arguments good(String line, Function<PoolConfig, Object> get, Object expected) {
        return arguments(line, get, expected);
    }

    @Test
    void a_redis_pool_keeps_data_on_return_and_a_memcached_pool_invalidates_it() {
        assertThat(readPool(longPool("redis: true")).ejection().onReturn()).isEqualTo(ReturnPolicy.KEEP);
        assertThat(readPool(longPool("redis: false")).ejection().onReturn()).isEqualTo(ReturnPolicy.INVALIDATE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eject_quorum: most",
                "eject_quorum: 0",
                "eject_quorum: 1001",
                "eject_quorum: 50%",
                "max_ejected: 50",
                "max_ejected: 101%",
                "max_ejected: -1%",
                "probe_interval: 9ms",
                "probe_interval: 2h",
                "probe_interval: 1.5s",
                "probe_interval: 1 s",
                "probe_interval: 1d",
                "probe_interval: 99999999999999999999",
                "probe_timeout: 0",
                "probe_timeout: 999999999999999999h",
                "on_return: drop",
                "databases: 0",
                "databases: 1025",
                "stream_threshold: 1000",
                "stream_threshold: 64K",
                "stream_threshold: 64 KB",
                "stream_threshold: -1",
                "request_limit: 2GB",
                "client_output_limit: 1KB",
                "own_connections: 0",
                "subscriber_connections: 0",
                "timeout: 400ms"
            })
    void a_bad_value_of_a_pool_is_refused(String line) {
        String key = line.substring(0, line.indexOf(':'));
        Fault fault = fault(longPool("redis: true", line));

        assertThat(fault.line()).isEqualTo(5);
        assertThat(fault.message())
                .startsWith(
                        "pool 'p': key \"" + key + "\": found \"" + line.substring(key.length() + 2) + "\", allowed: ");
    }

    @Test
    void keys_that_contradict_each_other_are_refused() {
        assertThat(fault(longPool("databases: 2")).toString())
                .isEqualTo(
                        "test.yml:4: pool 'p': key \"databases\": found in a memcached pool, allowed: only in a pool with"
                                + " redis: true");
        assertThat(fault(longPool("redis: true", "redis_db: 1", "databases: 2")).toString())
                .startsWith("test.yml:6: pool 'p': key \"databases\": found together with \"redis_db\"");
        assertThat(fault(longPool("stream_threshold: 1MB", "request_limit: 64KB"))
                        .toString())
                .startsWith("test.yml:5: pool 'p': key \"request_limit\": found 65536 bytes");
        assertThat(fault(longPool("stream_threshold: 128MB")).line()).isEqualTo(4);
    }

    @Test
    void other_root_keys_are_refused() {
        assertThat(fault("fleet:\n  join: a\n").toString()).startsWith("test.yml: key \"pools\" is missing");
        assertThat(fault(longPool() + "routes:\n  a: b\n").toString())
                .isEqualTo("test.yml:6: unknown key \"routes\", allowed: fleet, pools, admin");
        assertThat(fault("fleet:\n  join: a\n" + pool()).toString())
                .isEqualTo("test.yml:3: pool 'p' stands beside \"fleet\" and \"pools\", allowed: under \"pools:\"");
        assertThat(fault(longPool().replace("pools:", "pool:")).toString())
                .isEqualTo("test.yml:1: unknown key \"pool\", did you mean \"pools\"?, allowed: fleet, pools, admin");
        assertThat(faults(longPool() + longPool()))
                .extracting(Fault::toString)
                .containsExactly("test.yml:6: key \"pools\" is a duplicate, first in line 1");
        assertThat(fault("pools:\n").toString())
                .isEqualTo("test.yml:1: key \"pools\": found nothing, allowed: a mapping with at least one pool");
        assertThat(fault("pools: {}\n").message()).contains("found an empty mapping {}");
        assertThat(fault("fleet: &f\n  join: a\n" + longPool()).line()).isEqualTo(1);
        assertThat(fault(fleet("join: a", "leese: 1s")).toString())
                .startsWith("test.yml:3: fleet: unknown key \"leese\", did you mean \"lease\"?, allowed: name, join, ");
    }

    @Test
    void a_pool_of_nutcrackers_form_may_be_called_like_a_root_key() {
        for (String name : List.of("fleet", "pools", "pool")) {
            assertThat(read(pool().replace("p:", name + ":")).pools())
                    .extracting(PoolConfig::name)
                    .containsExactly(name);
        }
    }

    @Test
    void lists_and_mappings_may_be_written_in_brackets() {
        assertThat(read("pools: {p: {listen: '127.0.0.1:22121', servers: ['127.0.0.1:11211:1']}}"))
                .isEqualTo(read(pool()));
    }
}
