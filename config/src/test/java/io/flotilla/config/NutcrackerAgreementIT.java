package io.flotilla.config;

import static io.flotilla.config.Yaml.pool;
import static io.flotilla.config.Yaml.servers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.flotilla.testing.Binary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Asks nutcracker itself ({@code nutcracker -t}) what it takes and what it refuses. Differences are listed, each with its why. */
class NutcrackerAgreementIT {
    @TempDir
    Path folder;

    @ParameterizedTest(name = "case {index}")
    @MethodSource("agreed")
    void both_take_it_or_both_refuse_it(String yaml) throws Exception {
        assertThat(flotillaTakes(yaml)).as(yaml).isEqualTo(nutcrackerTakes(yaml));
    }

    static List<String> agreed() {
        List<String> files = new ArrayList<>(List.of(
                "",
                "# nothing\n",
                "p:\n",
                "p: x\n",
                "- a\n",
                "a\n",
                pool(),
                pool().replace("\n", "\r\n"),
                '\ufeff' + pool(),
                pool() + "# caf\u00e9\n",
                pool().replace("p:", "\"a b\":"),
                pool().replace("p:", "\"\":"),
                pool().replace("p:", "fleet:"),
                pool().replace("p:", "pools:"),
                pool().replace("   -", "  -"),
                pool() + pool(),
                pool() + pool().replace("p:", "q:"),
                pool() + pool().replace("p:", "q:").replace("22121", "22122"),
                "p:\n  listen: 127.0.0.1:22121\n",
                "p:\n  listen: 127.0.0.1:22121\n  servers:\n",
                "p:\n  listen: 127.0.0.1:22121\n  servers: 127.0.0.1:11211:1\n",
                "p:\n  listen: 127.0.0.1:22121\n  servers: ['127.0.0.1:11211:1']\n",
                "p:\n  servers:\n   - 127.0.0.1:11211:1\n",
                pool("servers:", " - 127.0.0.1:11212:1"),
                pool("more:", "  a: b"),
                "%YAML 1.1\n---\n" + pool()));
        files.addAll(Stream.of(
                        "hash: md5",
                        "hash: MD5",
                        "Hash: md5",
                        "hash:",
                        "hash: \"\"",
                        "hash: &a md5",
                        "hash: !!str md5",
                        "hash: |-\n    md5",
                        "hash_tag: \"{\"",
                        "hash_tag: \"{}\"",
                        "hash_tag: \"{}}\"",
                        "hash_tag: $$",
                        "hash_tag: {}",
                        "hash_tag: \"\u00e9\"",
                        "distribution: modula",
                        "distribution: random",
                        "distribution: consistent",
                        "timeout: 0",
                        "timeout: 400",
                        "timeout: \"400\"",
                        "timeout: 007",
                        "timeout: +1",
                        "timeout: -2",
                        "timeout: 1.5",
                        "timeout: 400ms",
                        "timeout: 2147483647",
                        "timeout: 2147483648",
                        "timeout: 400 # ms",
                        "backlog: 0",
                        "backlog: x",
                        "client_connections: 5",
                        "redis: true",
                        "redis: \"true\"",
                        "redis: yes",
                        "redis: True",
                        "redis: 1",
                        "tcpkeepalive: true",
                        "tcpkeepalive: on",
                        "redis_auth: x",
                        "redis: true\n  redis_auth: x",
                        "redis: true\n  redis_auth: \"\"",
                        "redis_db: 3",
                        "redis_db: -1",
                        "preconnect: true",
                        "auto_eject_hosts: true",
                        "server_connections: 0",
                        "server_connections: 2",
                        "server_retry_timeout: 0",
                        "server_failure_limit: 0",
                        "hash: md5\n  hash: md5",
                        "foo: 1",
                        "sentinels: x",
                        "eject_quorum: any",
                        "\thash: md5")
                .map(line -> pool(line))
                .toList());
        files.addAll(tabs());
        files.addAll(Stream.of(
                        "127.0.0.1:11211:1",
                        "127.0.0.1:11211:1 a",
                        "127.0.0.1:11211:1 a b",
                        "127.0.0.1:11211",
                        "127.0.0.1:11211:0",
                        "127.0.0.1:11211:x",
                        "127.0.0.1:x:1",
                        "127.0.0.1:0:1",
                        "127.0.0.1:65536:1",
                        "127.0.0.1:011211:01",
                        "\"127.0.0.1:11211:1\"",
                        "\" 127.0.0.1:11211:1\"",
                        "\"127.0.0.1:1:1\\tn\"",
                        "127.0.0.1:11211:1\n     name",
                        "::1:11211:1",
                        "fe80::1%lo:1:1",
                        "a_b-c.d.:1:1",
                        "/tmp/x:1",
                        "/tmp/x:1 n",
                        "/tmp/x:y:1",
                        "/tmp/x",
                        "/tmp/x:0",
                        "127.0.0.1:11211:1 \u00e9",
                        "127.0.0.1:1:1 a\n   - 127.0.0.1:2:1 a",
                        "127.0.0.1:1:1 a\n   - 127.0.0.1:1:1 b",
                        "127.0.0.1:11211:1\n   - 127.0.0.1:11211:2")
                .map(line -> servers(line))
                .toList());
        files.addAll(Stream.of(
                        "127.0.0.1:22121",
                        "localhost:22121",
                        "::1:22121",
                        ":::22121",
                        "22121",
                        "127.0.0.1:0",
                        "127.0.0.1:65536",
                        "127.0.0.1:022121",
                        "\":22121\"",
                        "no-such-host.invalid:22121",
                        "/tmp/a.sock",
                        "/tmp/a.sock 0666",
                        "/tmp/a.sock 1777",
                        "/tmp/a.sock 00000777",
                        "/" + "a".repeat(106),
                        "/" + "a".repeat(107))
                .map(NutcrackerAgreementIT::listening)
                .toList());
        return files;
    }

    private static List<String> tabs() {
        String quoted = pool("hash: \"md5\"");
        return List.of(
                pool().replace("listen: ", "listen:\t"),
                pool().replace("listen: ", "listen: \t "),
                pool().replace("listen:", "listen\t:"),
                pool().replace("servers:", "servers:\t"),
                pool().replace("servers:", "servers:\t# all"),
                pool().replace("p:", "p:\t"),
                pool().replace("p:", "\"p\":\t"),
                pool().replace("p:", "\"p\"\t:"),
                pool().replace("p:", "'p' \t:"),
                pool().replace("\n", "\t\n"),
                pool().replace("   - ", "   -\t"),
                pool().replace("   - ", "\t- "),
                pool().replace("  listen", "\tlisten"),
                pool().replace("  listen", "  \tlisten"),
                "\t\n" + pool(),
                "\t# tab\n" + pool(),
                quoted.replace("\"md5\"", "\"md5\"\t"),
                quoted.replace("\"md5\"", "'md5'\t# comment"),
                quoted.replace("\"md5\"", "\"md5\"\t\r"),
                quoted.replace("\"md5\"", "\"md5\"\tx"),
                quoted.replace("\"md5\"", "\t\"md5\"\t"),
                quoted.replace("\"md5\"", "\"\tmd5\""),
                quoted.replace("\"md5\"", "md5\t# comment"),
                quoted.replace("\"md5\"", "md5\t"),
                quoted.replace("\"md5\"", "md\t5"),
                pool("hash_tag: \"\t:\""),
                pool("redis: true\n  redis_auth: 'a:\tb'"),
                Yaml.servers("\"127.0.0.1:11211:1\"\t", "'127.0.0.1:11212:1 n'\t# last"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("takenMore")
    void flotilla_takes_what_nutcracker_refuses(String yaml, String why) throws Exception {
        assertThat(nutcrackerTakes(yaml)).as(yaml).isFalse();
        assertThat(flotillaTakes(yaml)).as(yaml).isTrue();
    }

    static Stream<Arguments> takenMore() {
        return Stream.of(
                arguments("---\n" + pool(), "a document start changes nothing"),
                arguments(pool() + "...\n", "a document end changes nothing"),
                arguments(pool("timeout: -1"), "minus one is how other programs say none"),
                arguments(pool("reuseport: true"), "a key newer than release 0.5.0"),
                arguments(
                        servers("127.0.0.1:11211:1").replace("127.0.0.1:22121", "'[::1]:22121'"), "IPv6 in brackets"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("refusedMore")
    void flotilla_refuses_what_nutcracker_takes(String yaml, String why) throws Exception {
        assertThat(nutcrackerTakes(yaml)).as(yaml).isTrue();
        assertThat(flotillaTakes(yaml)).as(yaml).isFalse();
    }

    static Stream<Arguments> refusedMore() {
        return Stream.of(
                arguments(pool("timeout: 99999999999"), "a number that overflows"),
                arguments(servers("127.0.0.1:11211:99999999999"), "a weight that overflows"),
                arguments(servers("127.0.0.1:1:2147483647", "127.0.0.1:2:2147483647"), "weights whose sum overflows"),
                arguments(servers("':11211:1'"), "a server without a host"),
                arguments(servers("'127.0.0.1:11211:1 '"), "an empty name"),
                arguments(servers("a:b:11211:1"), "a host that is no host"),
                arguments(servers("256.1.1.1:11211:1"), "an address that is no address"),
                arguments(servers("'[::1]x:11211:1'"), "half a bracket"),
                arguments(pool("hash: |-\t\n    md5"), "a tab behind the sign of a block"),
                arguments(listening("/tmp/a.sock rw"), "a permission that is no number"),
                arguments(listening("'*:22121'"), "a listener at *, which is not every address but ::1"),
                arguments(pool() + pool().replace("p:", "q:").replace("22121", "022121"), "one port in two spellings"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nutcracker-pools.yml", "unix-sockets.yml", "redis-auth.yml", "ipv6.yml"})
    void nutcracker_takes_the_samples_in_its_form(String sample) throws Exception {
        assertThat(nutcrackerTakes(Files.readString(SamplesTest.FOLDER.resolve(sample))))
                .isTrue();
    }

    private static String listening(String address) {
        return "p:\n  listen: " + address + "\n  servers:\n   - 127.0.0.1:11211:1\n";
    }

    private static boolean flotillaTakes(String yaml) {
        try {
            ConfigReader.read(yaml, "n.yml");
            return true;
        } catch (ConfigException e) {
            return false;
        }
    }

    private boolean nutcrackerTakes(String yaml) throws Exception {
        Path file = Files.writeString(folder.resolve("n.yml"), yaml);
        Process process = new ProcessBuilder(Binary.NUTCRACKER.require().toString(), "-t", "-c", file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        boolean taken = process.exitValue() == 0;
        assertThat(output).contains(taken ? "syntax is ok" : "syntax is invalid");
        return taken;
    }
}
