package io.flotilla.config;

import static io.flotilla.config.Yaml.fault;
import static io.flotilla.config.Yaml.pool;
import static io.flotilla.config.Yaml.readPool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NutcrackerKeysTest {
    private static final String ANY_NUMBER = "allowed: a whole number from 0 to 2147483647";

    @Test
    void a_pool_that_says_nothing_has_nutcrackers_defaults() {
        PoolConfig p = readPool(pool());

        assertThat(p)
                .isEqualTo(new PoolConfig(
                        "p",
                        new Listen(new Endpoint.Tcp("127.0.0.1", 22121), 0),
                        Protocol.MEMCACHED,
                        KeyHash.FNV1A_64,
                        Optional.empty(),
                        Distribution.KETAMA,
                        0,
                        512,
                        0,
                        false,
                        false,
                        Optional.empty(),
                        AccessConfig.OPEN,
                        0,
                        1,
                        false,
                        1,
                        new EjectionConfig(
                                false, 2, 30_000, new EjectQuorum.Majority(), 50, 1000, 500, ReturnPolicy.INVALIDATE),
                        LimitsConfig.DEFAULT,
                        List.of(new ServerConfig("127.0.0.1", new Endpoint.Tcp("127.0.0.1", 11211), 1))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goodValues")
    void a_good_value_is_taken(String line, Function<PoolConfig, Object> get, Object expected) {
        assertThat(get.apply(readPool(pool(line)))).isEqualTo(expected);
    }

    static Stream<Arguments> goodValues() {
        return Stream.of(
                good("hash_tag: \"{}\"", PoolConfig::hashTag, tag('{', '}')),
                good("hash_tag: '$$'", PoolConfig::hashTag, tag('$', '$')),
                good("hash_tag: $$", PoolConfig::hashTag, tag('$', '$')),
                good("hash_tag: \"é\"", PoolConfig::hashTag, Optional.of(new HashTag((byte) 0xC3, (byte) 0xA9))),
                good("timeout: 0", PoolConfig::timeoutMillis, 0),
                good("timeout: 400", PoolConfig::timeoutMillis, 400),
                good("timeout: \"400\"", PoolConfig::timeoutMillis, 400),
                good("timeout: 0400", PoolConfig::timeoutMillis, 400),
                good("timeout: 2147483647", PoolConfig::timeoutMillis, Integer.MAX_VALUE),
                good("timeout: -1", PoolConfig::timeoutMillis, 0),
                good("timeout: \"-1\"", PoolConfig::timeoutMillis, 0),
                good("timeout: '-1'", PoolConfig::timeoutMillis, 0),
                good("timeout: 400 # ms", PoolConfig::timeoutMillis, 400),
                good("backlog: 0", PoolConfig::backlog, 0),
                good("backlog: 1024", PoolConfig::backlog, 1024),
                good("client_connections: 0", PoolConfig::clientConnections, 0),
                good("client_connections: 16384", PoolConfig::clientConnections, 16384),
                good("redis: true", PoolConfig::protocol, Protocol.REDIS),
                good("redis: \"true\"", PoolConfig::protocol, Protocol.REDIS),
                good("redis: false", PoolConfig::protocol, Protocol.MEMCACHED),
                good("tcpkeepalive: true", PoolConfig::tcpKeepalive, true),
                good("reuseport: true", PoolConfig::reusePort, true),
                good("preconnect: true", PoolConfig::preconnect, true),
                good("preconnect: 'false'", PoolConfig::preconnect, false),
                good("auto_eject_hosts: true", p -> p.ejection().auto(), true),
                good("redis_db: 0", PoolConfig::redisDb, 0),
                good("redis_db: 3", PoolConfig::redisDb, 3),
                good("server_connections: 1", PoolConfig::serverConnections, 1),
                good("server_connections: 4", PoolConfig::serverConnections, 4),
                good("server_retry_timeout: 0", p -> p.ejection().retryTimeoutMillis(), 0),
                good("server_retry_timeout: 2000", p -> p.ejection().retryTimeoutMillis(), 2000),
                good("server_failure_limit: 0", p -> p.ejection().failureLimit(), 1),
                good("server_failure_limit: 1", p -> p.ejection().failureLimit(), 1),
                good("server_failure_limit: 3", p -> p.ejection().failureLimit(), 3));
    }

    private static Arguments good(String line, Function<PoolConfig, Object> get, Object expected) {
        return arguments(line, get, expected);
    }

    private static Optional<HashTag> tag(char open, char close) {
        return Optional.of(new HashTag((byte) open, (byte) close));
    }

    @ParameterizedTest
    @EnumSource
    void every_hash_is_known_by_its_lower_case_name(KeyHash hash) {
        assertThat(readPool(pool("hash: " + hash.word())).hash()).isEqualTo(hash);
        assertThat(fault(pool("hash: " + hash.name())).message()).contains("found \"" + hash.name() + '"');
    }

    @ParameterizedTest
    @EnumSource
    void every_distribution_is_known_by_its_lower_case_name(Distribution distribution) {
        assertThat(readPool(pool("distribution: " + distribution.word())).distribution())
                .isEqualTo(distribution);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badValues")
    void a_bad_value_is_refused_with_its_place_and_the_values_allowed(String line, String found, String allowed) {
        String key = line.substring(0, line.indexOf(':'));

        assertThat(fault(pool(line)).toString())
                .isEqualTo("test.yml:3: pool 'p': key \"" + key + "\": found " + found + ", " + allowed);
    }

    static Stream<Arguments> badValues() {
        String hashes =
                "allowed: one_at_a_time, md5, crc16, crc32, crc32a, fnv1_64, fnv1a_64, fnv1_32, fnv1a_32, hsieh,"
                        + " murmur, jenkins";
        String tags = "allowed: exactly two bytes in quotes, such as \"{}\"";
        String timeouts = ANY_NUMBER + ", or -1; 0 and -1 mean none";
        String flags = "allowed: true, false";
        return Stream.of(
                arguments("hash: fnv1a_65", "\"fnv1a_65\"", hashes),
                arguments("hash:", "nothing", hashes),
                arguments("hash: \"\"", "\"\"", hashes),
                arguments("hash: {a: b}", "a mapping", hashes),
                arguments("hash: [md5]", "the list [md5]", hashes),
                arguments("hash_tag: \"{\"", "\"{\"", tags),
                arguments("hash_tag: \"{}}\"", "\"{}}\"", tags),
                arguments("hash_tag: {}", "an empty mapping {}", tags),
                arguments("hash_tag: []", "the list []", tags),
                arguments("hash_tag: ##", "nothing", tags),
                arguments("distribution: consistent", "\"consistent\"", "allowed: ketama, modula, random"),
                arguments("timeout: -2", "\"-2\"", timeouts),
                arguments("timeout: +1", "\"+1\"", timeouts),
                arguments("timeout: 1.5", "\"1.5\"", timeouts),
                arguments("timeout: 0x10", "\"0x10\"", timeouts),
                arguments("timeout: 400ms", "\"400ms\"", timeouts),
                arguments("timeout: 2147483648", "\"2147483648\"", timeouts),
                arguments("timeout: 99999999999999999999", "\"99999999999999999999\"", timeouts),
                arguments("timeout: \" 5\"", "\" 5\"", timeouts),
                arguments("backlog: -1", "\"-1\"", ANY_NUMBER),
                arguments("backlog: many", "\"many\"", ANY_NUMBER),
                arguments("client_connections: -1", "\"-1\"", ANY_NUMBER),
                arguments("client_connections: 2147483648", "\"2147483648\"", ANY_NUMBER),
                arguments("redis: yes", "\"yes\"", flags),
                arguments("redis: True", "\"True\"", flags),
                arguments("redis: 1", "\"1\"", flags),
                arguments("redis:", "nothing", flags),
                arguments("tcpkeepalive: on", "\"on\"", flags),
                arguments("reuseport: TRUE", "\"TRUE\"", flags),
                arguments("preconnect: 0", "\"0\"", flags),
                arguments("auto_eject_hosts: no", "\"no\"", flags),
                arguments("redis_db: -1", "\"-1\"", ANY_NUMBER),
                arguments("server_connections: 0", "\"0\"", "allowed: a whole number from 1 to 2147483647"),
                arguments("server_connections: -1", "\"-1\"", "allowed: a whole number from 1 to 2147483647"),
                arguments("server_retry_timeout: -1", "\"-1\"", ANY_NUMBER),
                arguments("server_failure_limit: two", "\"two\"", ANY_NUMBER));
    }

    @Test
    void a_password_is_for_redis_pools_and_never_shown() {
        assertThat(readPool(pool("redis: true", "redis_auth: s3cret")).redisAuth())
                .contains("s3cret");
        assertThat(readPool(pool("redis: true", "redis_auth: s3cret")).toString())
                .doesNotContain("s3cret");

        assertThat(fault(pool("redis_auth: s3cret")).toString())
                .isEqualTo(
                        "test.yml:3: pool 'p': key \"redis_auth\": found in a memcached pool, allowed: only in a pool with"
                                + " redis: true");
        assertThat(fault(pool("redis: true", "redis_auth: \"\"")).message()).contains("found \"\"", "not empty");
        assertThat(fault(pool("redis: true", "redis_auth: [s3cret]")).message()).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hash: md5", "HASH: md5"})
    void keys_are_case_sensitive_and_the_right_spelling_is_suggested(String line) {
        assertThat(fault(pool(line)).message()).contains("unknown key", "did you mean \"hash\"?");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unknownKeys")
    void an_unknown_key_is_refused_with_the_nearest_known_one(String key, String suggestion) {
        Fault fault = fault(pool(key + ": 1"));

        assertThat(fault.line()).isEqualTo(3);
        assertThat(fault.message())
                .startsWith(
                        "pool 'p': unknown key \"" + key + "\"" + suggestion + ", allowed: listen, servers, hash, ");
    }

    static Stream<Arguments> unknownKeys() {
        return Stream.of(
                arguments("auto_eject_host", ", did you mean \"auto_eject_hosts\"?"),
                arguments("auto-eject-hosts", ", did you mean \"auto_eject_hosts\"?"),
                arguments("tiemout", ", did you mean \"timeout\"?"),
                arguments("servers_failure_limit", ", did you mean \"server_failure_limit\"?"),
                arguments("tcp_keepalive", ", did you mean \"tcpkeepalive\"?"),
                arguments("sentinels", ""),
                arguments("x", ""));
    }

    @Test
    void a_key_of_the_long_form_is_refused_and_the_fault_says_where_it_is_allowed() {
        for (Key<?> key : PoolKeys.ADDED) {
            assertThat(fault(pool(key.name() + ": 1")).message())
                    .isEqualTo("pool 'p': key \"" + key.name()
                            + "\" is allowed only in the long form, with the pools under \"pools:\"");
        }
    }

    @Test
    void a_duplicate_key_is_refused_whatever_its_value() {
        assertThat(fault(pool("hash: md5", "backlog: 5", "hash: md5")).toString())
                .isEqualTo("test.yml:5: pool 'p': key \"hash\" is a duplicate, first in line 3");
        for (Key<?> key : PoolKeys.NUTCRACKER) {
            assertThat(Yaml.faults(pool(key.name() + ": 1", key.name() + ": 1")))
                    .extracting(Fault::message)
                    .anyMatch(m -> m.contains("key \"" + key.name() + "\" is a duplicate"));
        }
    }
}
