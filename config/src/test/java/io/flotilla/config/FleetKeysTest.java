package io.flotilla.config;

import static io.flotilla.config.Yaml.fault;
import static io.flotilla.config.Yaml.fleet;
import static io.flotilla.config.Yaml.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FleetKeysTest {
    @TempDir
    Path folder;

    @Test
    void a_fleet_needs_nothing_but_join() {
        assertThat(read(fleet("join: 127.0.0.1")).fleet())
                .contains(new FleetConfig(
                        "flotilla",
                        List.of(new Endpoint.Tcp("127.0.0.1", 5701)),
                        "0.0.0.0",
                        5701,
                        250,
                        2000,
                        10_000,
                        WhenIsolated.SERVE,
                        false,
                        Optional.empty()))
                .contains(FleetConfig.defaults("127.0.0.1:5701"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goodFleetValues")
    void a_good_value_of_the_fleet_is_taken(String line, Function<FleetConfig, Object> get, Object expected) {
        assertThat(get.apply(read(fleet("join: a:1", line)).fleet().orElseThrow()))
                .isEqualTo(expected);
    }

    static Stream<Arguments> goodFleetValues() {
        return Stream.of(
                ofFleet("name: blue.fleet_1-a", FleetConfig::name, "blue.fleet_1-a"),
                ofFleet("cluster_port: 6000", FleetConfig::clusterPort, 6000),
                ofFleet("heartbeat: 100ms", FleetConfig::heartbeatMillis, 100),
                ofFleet("lease: 5s", FleetConfig::leaseMillis, 5000),
                ofFleet("forget_after: 1m", FleetConfig::forgetAfterMillis, 60_000),
                ofFleet("when_isolated: refuse", FleetConfig::whenIsolated, WhenIsolated.REFUSE),
                ofFleet("when_isolated: serve", FleetConfig::whenIsolated, WhenIsolated.SERVE),
                ofFleet("strict: true", FleetConfig::strict, true),
                ofFleet("secret: correct horse", FleetConfig::secret, Optional.of("correct horse")));
    }

    private static Arguments ofFleet(String line, Function<FleetConfig, Object> get, Object expected) {
        return arguments(line, get, expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name: my fleet",
                "name: \"\"",
                "cluster_port: 0",
                "cluster_port: 65536",
                "heartbeat: 5ms",
                "lease: 1h",
                "forget_after: never",
                "when_isolated: stop",
                "strict: yes",
                "secret_file: \"\""
            })
    void a_bad_value_of_the_fleet_is_refused(String line) {
        String key = line.substring(0, line.indexOf(':'));
        Fault fault = fault(fleet("join: a:1", line));

        assertThat(fault.line()).isEqualTo(3);
        assertThat(fault.message()).startsWith("fleet: key \"" + key + "\": found \"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b:1,[::1]:2,::2", "a, b:1 , [::1]:2,[::2]", "[a, 'b:1', '[::1]:2', '::2']"})
    void members_are_a_list_or_a_line(String join) {
        assertThat(read(fleet("cluster_port: 7", "join: '" + join.replace("'", "''") + "'")
                                .replaceAll("join: '\\[a(.*)]'", "join: [a$1]")
                                .replace("''", "'"))
                        .fleet()
                        .orElseThrow()
                        .join())
                .containsExactly(tcp("a", 7), tcp("b", 1), tcp("::1", 2), tcp("::2", 7));
    }

    @Test
    void members_are_a_block_list_too() {
        assertThat(read(fleet("join:", "- a", "- b:1,c")).fleet().orElseThrow().join())
                .containsExactly(tcp("a", 5701), tcp("b", 1), tcp("c", 5701));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:0", "a:65536", "a,,b", "a b", "a:x", "'[a]:1'", "a:b:c", "256.1.1.1", "''", "{}"})
    void a_bad_member_is_refused(String join) {
        assertThat(fault(fleet("join: " + join)).message()).startsWith("fleet: key \"join\": found ");
    }

    @Test
    void a_fleet_without_members_is_refused() {
        assertThat(fault(fleet("name: x")).toString())
                .startsWith("test.yml:1: fleet: key \"join\" is missing, allowed: HOST or HOST:PORT");
        assertThat(fault(fleet("join: []")).message()).contains("an empty list");
        assertThat(fault(fleet("join:")).message()).contains("found nothing");
        assertThat(fault(fleet()).message()).contains("key \"fleet\": found nothing");
    }

    @Test
    void times_of_the_fleet_must_fit_each_other() {
        assertThat(fault(fleet("join: a", "heartbeat: 1s", "lease: 1500")).toString())
                .isEqualTo(
                        "test.yml:4: fleet: key \"lease\": found 1500 ms, allowed: at least twice heartbeat, 2000 ms");
        assertThat(fault(fleet("join: a", "heartbeat: 2s")).line()).isEqualTo(3);
        assertThat(fault(fleet("join: a", "forget_after: 1s")).toString())
                .isEqualTo("test.yml:3: fleet: key \"forget_after\": found 1000 ms, allowed: not below lease, 2000 ms");
        assertThat(fault(fleet("join: a", "lease: 20s")).line()).isEqualTo(3);
    }

    @Test
    void a_secret_comes_from_a_file_beside_the_configuration() throws Exception {
        Files.writeString(folder.resolve("fleet.key"), "correct horse\r\n");
        Path file = Files.writeString(folder.resolve("f.yml"), fleet("join: a", "secret_file: fleet.key"));

        FleetConfig fleet = ConfigReader.read(file).fleet().orElseThrow();

        assertThat(fleet.secret()).contains("correct horse");
        assertThat(fleet.toString()).doesNotContain("horse");
    }

    @Test
    void a_secret_that_cannot_be_had_is_refused() throws Exception {
        Files.writeString(folder.resolve("short.key"), "123\n");
        Files.write(folder.resolve("binary.key"), new byte[] {(byte) 0xff, 1, 2, 3, 4, 5, 6, 7});

        assertThat(secretFault("none.key")).contains("found \"none.key\" (no such file)");
        assertThat(secretFault("short.key")).contains("found \"short.key\" (it has 3 bytes)");
        assertThat(secretFault("binary.key")).contains("found \"binary.key\" (not UTF-8 text)");
        assertThat(secretFault(".")).contains("found \".\" (");
        assertThat(fault(fleet("join: a", "secret: correct horse", "secret_file: x"))
                        .message())
                .contains("found together with \"secret\"")
                .doesNotContain("horse");
        assertThat(fault(fleet("join: a", "secret: 1234567")).message())
                .contains("(it has 7 bytes)")
                .doesNotContain("1234567");
    }

    @Test
    void a_second_secret_is_accepted_while_secrets_are_changed() throws Exception {
        FleetSecurity both = read(fleet("join: a", "secret: the new one", "second_secret: the old one"))
                .fleet()
                .orElseThrow()
                .security();

        assertThat(both.secrets()).containsExactly("the new one", "the old one");
        assertThat(both.toString()).doesNotContain("the");
        assertThat(read(fleet("join: a")).fleet().orElseThrow().security()).isEqualTo(FleetSecurity.NONE);
        assertThat(fault(fleet("join: a", "second_secret: the old one")).message())
                .isEqualTo("fleet: key \"second_secret\": found without a secret, allowed: together with \"secret\" or"
                        + " \"secret_file\"");
        Files.writeString(folder.resolve("old.key"), "the old one");
        Path file = Files.writeString(
                folder.resolve("f.yml"), fleet("join: a", "secret: the new one", "second_secret_file: old.key"));
        assertThat(ConfigReader.read(file).fleet().orElseThrow().security()).isEqualTo(both);
    }

    private String secretFault(String secretFile) throws Exception {
        Path file = Files.writeString(folder.resolve("f.yml"), fleet("join: a", "secret_file: " + secretFile));
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(file));
        assertThat(e.faults()).hasSize(1);
        assertThat(e.faults().get(0).line()).isEqualTo(3);
        return e.getMessage();
    }

    @Test
    void the_command_line_overrides_what_the_file_says() {
        FleetConfig fleet = read(fleet("join: a,b:1", "cluster_port: 7", "lease: 3s"))
                .fleet()
                .orElseThrow();

        assertThat(fleet.withClusterPort(8).join()).containsExactly(tcp("a", 8), tcp("b", 1));
        assertThat(fleet.withJoin("c").withClusterPort(9).join()).containsExactly(tcp("c", 9));
        assertThat(fleet.withBind("127.0.0.2").bind()).isEqualTo("127.0.0.2");
        assertThat(fleet.withBind("127.0.0.2").leaseMillis()).isEqualTo(3000);
        assertThatThrownBy(() -> fleet.withJoin("a:0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "join: found \"a:0\" (the port \"0\" is not a number from 1 to 65535), allowed: HOST");
        assertThatThrownBy(() -> fleet.withClusterPort(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cluster port: found 0, allowed: 1 to 65535");
        assertThatThrownBy(() -> FleetConfig.defaults("")).isInstanceOf(IllegalArgumentException.class);
    }

    private static Endpoint.Tcp tcp(String host, int port) {
        return new Endpoint.Tcp(host, port);
    }
}
