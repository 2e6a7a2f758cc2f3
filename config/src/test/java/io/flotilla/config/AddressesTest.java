package io.flotilla.config;

import static io.flotilla.config.Yaml.fault;
import static io.flotilla.config.Yaml.faults;
import static io.flotilla.config.Yaml.readPool;
import static io.flotilla.config.Yaml.servers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AddressesTest {
    private static final String LONGEST_PATH = "/" + "a".repeat(106);

    @ParameterizedTest(name = "{0}")
    @MethodSource("goodServers")
    void a_server_line_gives_name_address_and_weight(String line, String name, Endpoint endpoint, int weight) {
        assertThat(readPool(servers(line)).servers()).containsExactly(new ServerConfig(name, endpoint, weight));
    }

    static Stream<Arguments> goodServers() {
        return Stream.of(
                arguments("10.0.0.1:6379:1", "10.0.0.1:6379", tcp("10.0.0.1", 6379), 1),
                arguments("10.0.0.1:11211:1", "10.0.0.1", tcp("10.0.0.1", 11211), 1),
                arguments("10.0.0.1:11211:5 one", "one", tcp("10.0.0.1", 11211), 5),
                arguments("\"10.0.0.1:6379:1 one\"", "one", tcp("10.0.0.1", 6379), 1),
                arguments("10.0.0.1:6379:1 one # the first", "one", tcp("10.0.0.1", 6379), 1),
                arguments("10.0.0.1:6379:1 a:b:c", "a:b:c", tcp("10.0.0.1", 6379), 1),
                arguments("10.0.0.1:6379:1 \u00e9", "\u00e9", tcp("10.0.0.1", 6379), 1),
                arguments("10.0.0.1:06379:01", "10.0.0.1:6379", tcp("10.0.0.1", 6379), 1),
                arguments(
                        "cache-1.example_net.:6379:1",
                        "cache-1.example_net.:6379",
                        tcp("cache-1.example_net.", 6379),
                        1),
                arguments("cache:1:2147483647", "cache:1", tcp("cache", 1), Integer.MAX_VALUE),
                arguments("cache:65535:1", "cache:65535", tcp("cache", 65535), 1),
                arguments("::1:6379:1", "::1:6379", tcp("::1", 6379), 1),
                arguments("::1:11211:1", "::1", tcp("::1", 11211), 1),
                arguments("fe80::1%eth0:6379:1", "fe80::1%eth0:6379", tcp("fe80::1%eth0", 6379), 1),
                arguments("2001:db8::7:6379:3 six", "six", tcp("2001:db8::7", 6379), 3),
                arguments("\"[::1]:6379:1\"", "::1:6379", tcp("::1", 6379), 1),
                arguments("\"[::1]:11211:1 one\"", "one", tcp("::1", 11211), 1),
                arguments("/var/run/m.sock:1", "/var/run/m.sock:", new Endpoint.Unix("/var/run/m.sock"), 1),
                arguments("/var/run/m.sock:3 one", "one", new Endpoint.Unix("/var/run/m.sock"), 3),
                arguments(LONGEST_PATH + ":1 one", "one", new Endpoint.Unix(LONGEST_PATH), 1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badServers")
    void a_bad_server_line_is_refused_with_the_part_that_is_wrong(String line, String problem) {
        String text = line.startsWith("\"") ? line.substring(1, line.length() - 1) : line;

        assertThat(fault(servers(line)).toString())
                .isEqualTo("test.yml:4: pool 'p': key \"servers\": found \"" + text + "\" (" + problem
                        + "), allowed: HOST:PORT:WEIGHT [NAME] or /PATH:WEIGHT [NAME], port 1 to 65535, weight 1 to"
                        + " 2147483647");
    }

    static Stream<Arguments> badServers() {
        String weight = " is not a number from 1 to 2147483647";
        String port = " is not a number from 1 to 65535";
        return Stream.of(
                arguments("localhost", "no weight"),
                arguments("10.0.0.1:6379", "no port"),
                arguments("10.0.0.1:6379:0", "the weight \"0\"" + weight),
                arguments("10.0.0.1:6379:-1", "the weight \"-1\"" + weight),
                arguments("10.0.0.1:6379:x", "the weight \"x\"" + weight),
                arguments("10.0.0.1:6379:1.5", "the weight \"1.5\"" + weight),
                arguments("10.0.0.1:6379:2147483648", "the weight \"2147483648\"" + weight),
                arguments("10.0.0.1:6379:99999999999", "the weight \"99999999999\"" + weight),
                arguments("\"10.0.0.1:6379:\"", "the weight \"\"" + weight),
                arguments("10.0.0.1:0:1", "the port \"0\"" + port),
                arguments("10.0.0.1:65536:1", "the port \"65536\"" + port),
                arguments("10.0.0.1:redis:1", "the port \"redis\"" + port),
                arguments("10.0.0.1::1", "the port \"\"" + port),
                arguments("\":6379:1\"", "no host"),
                arguments("10.0.0.1:6379:1 one two", "the weight \"1 one\"" + weight),
                arguments("10.0.0.1:6379:1  one", "the weight \"1 \"" + weight),
                arguments("\"10.0.0.1:6379:1 \"", "a space at the end, but no name"),
                arguments("\" 10.0.0.1:6379:1\"", "no weight"),
                arguments("a:b:6379:1", "\"a:b\" is neither a host name nor an IP address"),
                arguments("256.0.0.1:6379:1", "\"256.0.0.1\" is neither a host name nor an IP address"),
                arguments("10.0.0:6379:1", "\"10.0.0\" is neither a host name nor an IP address"),
                arguments("a*b:6379:1", "\"a*b\" is neither a host name nor an IP address"),
                arguments("-a:6379:1", "\"-a\" is neither a host name nor an IP address"),
                arguments("\"[cache]:6379:1\"", "\"cache\" is not an IPv6 address"),
                arguments("/var/run/a:b:1", "a colon in the path of a unix socket"),
                arguments("/var/run/m.sock", "no weight"),
                arguments("/var/run/m.sock:0", "the weight \"0\"" + weight),
                arguments(LONGEST_PATH + "a:1", "the path has 108 bytes, a unix socket's has at most 107"));
    }

    @Test
    void a_server_that_is_no_text_is_refused() {
        assertThat(fault(servers("[a, b]")).message()).contains("found the list [a, b]");
        assertThat(fault(servers("host: 10.0.0.1")).message()).contains("found a mapping");
        assertThat(fault(servers("")).message()).contains("found nothing");
    }

    @Test
    void servers_are_sorted_by_the_length_of_the_name_and_then_by_its_bytes() {
        PoolConfig pool = readPool(servers(
                "10.0.0.10:6379:1",
                "10.0.0.9:6379:1",
                "10.0.0.8:6379:1",
                "h:1:1 bb",
                "h:2:1 \u00e9",
                "h:3:1 z",
                "h:4:1 B"));

        assertThat(pool.servers())
                .extracting(ServerConfig::name)
                .containsExactly("B", "z", "bb", "\u00e9", "10.0.0.8:6379", "10.0.0.9:6379", "10.0.0.10:6379");
    }

    @Test
    void two_servers_of_one_name_are_refused_but_one_address_may_have_two_names() {
        assertThat(fault(servers("10.0.0.1:11211:1", "10.0.0.2:11211:1", "10.0.0.1:11211:2"))
                        .toString())
                .isEqualTo(
                        "test.yml:6: pool 'p': key \"servers\": found \"10.0.0.1:11211:2\", the name \"10.0.0.1\" is that of"
                                + " the server in line 4, allowed: names that differ");
        assertThat(fault(servers("10.0.0.1:1:1 a", "10.0.0.2:1:1 a")).line()).isEqualTo(5);
        assertThat(fault(servers("::1:1:1", "\"[::1]:1:1\"")).line()).isEqualTo(5);
        assertThat(readPool(servers("10.0.0.1:1:1 a", "10.0.0.1:1:1 b")).servers())
                .hasSize(2);
    }

    @Test
    void weights_must_not_add_up_to_more_than_a_ring_can_count() {
        assertThat(fault(servers("a:1:2147483647", "b:1:1")).toString())
                .startsWith("test.yml:3: pool 'p': key \"servers\": found weights that add up to 2147483648");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goodListeners")
    void a_listener_is_read(String text, Endpoint endpoint, int permissions) {
        assertThat(readPool(listening(text)).listen()).isEqualTo(new Listen(endpoint, permissions));
    }

    static Stream<Arguments> goodListeners() {
        return Stream.of(
                arguments("0.0.0.0:22121", tcp("0.0.0.0", 22121), 0),
                arguments("127.0.0.1:1", tcp("127.0.0.1", 1), 0),
                arguments("127.0.0.1:065535", tcp("127.0.0.1", 65535), 0),
                arguments("localhost:22121", tcp("localhost", 22121), 0),
                arguments("::1:22121", tcp("::1", 22121), 0),
                arguments(":::22121", tcp("::", 22121), 0),
                arguments("\"[::1]:22121\"", tcp("::1", 22121), 0),
                arguments("/tmp/a.sock", new Endpoint.Unix("/tmp/a.sock"), 0),
                arguments("/tmp/a.sock 0666", new Endpoint.Unix("/tmp/a.sock"), 0666),
                arguments("/tmp/a.sock 777", new Endpoint.Unix("/tmp/a.sock"), 0777),
                arguments("/tmp/a.sock 00000600", new Endpoint.Unix("/tmp/a.sock"), 0600),
                arguments("/tmp/a.sock 0", new Endpoint.Unix("/tmp/a.sock"), 0),
                arguments("/tmp/a:b.sock", new Endpoint.Unix("/tmp/a:b.sock"), 0),
                arguments(LONGEST_PATH, new Endpoint.Unix(LONGEST_PATH), 0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badListeners")
    void a_bad_listener_is_refused(String text, String problem) {
        Fault fault = fault(listening('"' + text + '"'));

        assertThat(fault.toString())
                .isEqualTo("test.yml:2: pool 'p': key \"listen\": found \"" + text + "\" (" + problem
                        + "), allowed: HOST:PORT, or /PATH of a unix socket and optionally its octal permission, port 1 to"
                        + " 65535");
    }

    static Stream<Arguments> badListeners() {
        String permission = "\" is not an octal number up to 0777";
        return Stream.of(
                arguments("22121", "no port"),
                arguments("localhost", "no port"),
                arguments(":22121", "no host"),
                arguments("127.0.0.1:0", "the port \"0\" is not a number from 1 to 65535"),
                arguments("127.0.0.1:65536", "the port \"65536\" is not a number from 1 to 65535"),
                arguments("127.0.0.1:http", "the port \"http\" is not a number from 1 to 65535"),
                arguments("*:22121", "\"*\" is neither a host name nor an IP address"),
                arguments("127.0.0.300:22121", "\"127.0.0.300\" is neither a host name nor an IP address"),
                arguments("no-such-host.invalid:22121", "the host \"no-such-host.invalid\" cannot be resolved"),
                arguments("/tmp/a.sock 1777", "the permission \"1777" + permission),
                arguments("/tmp/a.sock 888", "the permission \"888" + permission),
                arguments("/tmp/a.sock rw", "the permission \"rw" + permission),
                arguments("/tmp/a.sock ", "the permission \"" + permission),
                arguments(LONGEST_PATH + "a", "the path has 108 bytes, a unix socket's has at most 107"));
    }

    @Test
    void two_pools_must_not_listen_at_one_address() {
        String first = listening("127.0.0.1:22121");
        String second = listening("127.0.0.1:022121").replace("p:", "q:");

        assertThat(fault(first + second).toString())
                .isEqualTo(
                        "test.yml:6: pool 'q': key \"listen\": found \"127.0.0.1:22121\", where pool 'p' listens already,"
                                + " allowed: an address of its own");
    }

    @Test
    void a_pool_needs_a_listener_and_servers() {
        assertThat(fault("p:\n  servers:\n   - 10.0.0.1:6379:1\n").toString())
                .startsWith("test.yml:1: pool 'p': key \"listen\" is missing, allowed: HOST:PORT");
        assertThat(fault("p:\n  listen: 127.0.0.1:22121\n").toString())
                .startsWith("test.yml:1: pool 'p': key \"servers\" is missing, allowed: HOST:PORT:WEIGHT");
        assertThat(fault("p:\n  listen: 127.0.0.1:22121\n  servers:\n").message())
                .contains("found nothing");
        assertThat(fault("p:\n  listen: 127.0.0.1:22121\n  servers: 10.0.0.1:6379:1\n")
                        .message())
                .contains("found \"10.0.0.1:6379:1\"");
        assertThat(faults("p:\n  hash: md5\n")).hasSize(2);
    }

    private static String listening(String text) {
        return "p:\n  listen: " + text + "\n  servers:\n   - 10.0.0.1:6379:1\n";
    }

    private static Endpoint tcp(String host, int port) {
        return new Endpoint.Tcp(host, port);
    }
}
