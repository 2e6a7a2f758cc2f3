package io.flotilla.config;

import static io.flotilla.config.Yaml.fault;
import static io.flotilla.config.Yaml.faults;
import static io.flotilla.config.Yaml.pool;
import static io.flotilla.config.Yaml.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileShapeTest {
    @TempDir
    Path folder;

    @ParameterizedTest(name = "case {index}: {2}")
    @MethodSource("refused")
    void a_file_that_is_not_one_plain_mapping_is_refused(String yaml, int line, String message) {
        Fault fault = fault(yaml);

        assertThat(fault.line()).isEqualTo(line);
        assertThat(fault.message()).contains(message);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments("", 0, "the file is empty, allowed: at least one pool"),
                arguments("# nothing\n\n", 0, "the file is empty"),
                arguments("---\n", 0, "the file is empty"),
                arguments("{}\n", 1, "found no pool"),
                arguments("- a\n", 1, "found a list, allowed: pools"),
                arguments("alpha\n", 1, "found \"alpha\", allowed: pools"),
                arguments(pool() + "---\n" + pool(), 5, "found a second document"),
                arguments(pool() + "...\n---\nq:\n  hash: md5\n", 6, "found a second document, allowed: exactly one"),
                arguments("%YAML 1.2\n---\n" + pool(), 1, "found a %YAML or %TAG directive"),
                arguments(pool("hash: &h md5"), 3, "found an anchor, allowed: no anchors and aliases"),
                arguments(pool("hash: *h"), 3, "found an alias, allowed: no anchors and aliases"),
                arguments(pool("hash: !!str md5"), 3, "found a tag, allowed: no tags"),
                arguments(pool("hash: md5", "  backlog: 5"), 4, "invalid YAML, column 12"),
                arguments(pool("hash: \"md5"), 3, "invalid YAML, column 9: found unexpected end of stream"),
                arguments(pool("hash: 'md5' x"), 3, "does not fit the lines above; check the indentation"),
                arguments(pool("\thash: md5"), 3, "found a tab that cannot start any token; indent with spaces"),
                arguments(
                        pool("hash_tag: @@"),
                        3,
                        "found character '@' that cannot start any token; put the text in quotes"),
                arguments(pool("listen"), 3, "could not find expected ':'"),
                arguments(pool("? [a, b]", ": c"), 3, "found the list [a, b] as a key"),
                arguments(pool("# \u0007"), 3, "found the character U+0007"),
                arguments("p:\n", 1, "pool 'p': found nothing, allowed: the keys of a pool"),
                arguments("p: x\n", 1, "pool 'p': found \"x\", allowed: the keys of a pool"),
                arguments(pool().replace("p:", "\"\":"), 1, "found a pool without a name"),
                arguments(
                        "p:\n  listen: 127.0.0.1:22121\n  servers: ['127.0.0.1:11211:1']\n",
                        3,
                        "pool 'p': key \"servers\": found a list in brackets, allowed: one \"- item\" per line"));
    }

    @Test
    void braces_are_refused_in_nutcrackers_form() {
        assertThat(faults("p: {listen: '127.0.0.1:22121'}"))
                .extracting(Fault::message)
                .contains("pool 'p': found a mapping in braces, allowed: one \"key: value\" per line");
        assertThat(faults("{p: {}}"))
                .extracting(Fault::message)
                .contains("found a mapping in braces, allowed: one \"key: value\" per line");
    }

    @Test
    void a_pool_named_twice_is_refused() {
        assertThat(faults(pool() + pool()))
                .extracting(Fault::toString)
                .contains("test.yml:5: pool 'p' is a duplicate, first in line 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"crlf", "document start", "document end", "byte order mark", "comments", "quoted keys", "block"})
    void what_changes_no_meaning_is_taken(String shape) {
        String plain = pool("hash: md5");
        String yaml =
                switch (shape) {
                    case "crlf" -> plain.replace("\n", "\r\n");
                    case "document start" -> "---\n" + plain;
                    case "document end" -> plain + "...\n";
                    case "byte order mark" -> '\ufeff' + plain;
                    case "comments" -> "# caf\u00e9\n" + plain.replace("\n", " # x\n");
                    case "quoted keys" -> plain.replace("p:", "\"p\":").replace("hash:", "'hash':");
                    default -> plain.replace("md5", "|-\n    md5");
                };

        assertThat(read(yaml)).isEqualTo(read(plain));
    }

    @Test
    void pools_are_sorted_by_the_length_of_the_name_and_then_by_its_bytes() {
        String yaml = Stream.of("alpha", "bb", "z", "aa")
                .map(name ->
                        pool().replace("p:", name + ":").replace("22121", "22" + name.length() + name.charAt(0) % 90))
                .reduce("", String::concat);

        assertThat(read(yaml).pools()).extracting(PoolConfig::name).containsExactly("z", "aa", "bb", "alpha");
    }

    @Test
    void several_faults_are_reported_together_in_the_order_of_the_file() {
        String yaml = """
                alpha:
                  listen: 127.0.0.1:22121
                  hash: fnv1a_65
                  hash_tag: "{"
                  auto_eject_host: true
                  servers:
                   - 10.0.0.1:6379:1
                   - 10.0.0.2:6379:0
                   - 10.0.0.1:6379:2

                beta:
                  listen: 127.0.0.1:22121
                  redis_auth: foobared
                  timeout: soon
                  timeout: 5
                gamma: 5
                """;

        assertThat(faults(yaml))
                .extracting(f -> f.toString().replaceAll("(, allowed| \\(|, the name| is missing| where).*", ""))
                .containsExactly(
                        "test.yml:3: pool 'alpha': key \"hash\": found \"fnv1a_65\"",
                        "test.yml:4: pool 'alpha': key \"hash_tag\": found \"{\"",
                        "test.yml:5: pool 'alpha': unknown key \"auto_eject_host\", did you mean \"auto_eject_hosts\"?",
                        "test.yml:8: pool 'alpha': key \"servers\": found \"10.0.0.2:6379:0\"",
                        "test.yml:9: pool 'alpha': key \"servers\": found \"10.0.0.1:6379:2\"",
                        "test.yml:11: pool 'beta': key \"servers\"",
                        "test.yml:12: pool 'beta': key \"listen\": found \"127.0.0.1:22121\",",
                        "test.yml:13: pool 'beta': key \"redis_auth\": found in a memcached pool",
                        "test.yml:14: pool 'beta': key \"timeout\": found \"soon\"",
                        "test.yml:15: pool 'beta': key \"timeout\" is a duplicate, first in line 14",
                        "test.yml:16: pool 'gamma': found \"5\"");
    }

    @Test
    void the_message_of_a_refusal_has_one_line_per_fault() {
        ConfigException e = catchThrowableOfType(
                ConfigException.class, () -> ConfigReader.read(pool("hash: x", "backlog: y"), "conf/n.yml"));

        assertThat(e.getMessage().lines().toList())
                .hasSize(2)
                .allMatch(line -> line.startsWith("conf/n.yml:"))
                .isEqualTo(e.faults().stream().map(Fault::toString).toList());
    }

    @Test
    void deep_nesting_is_refused_at_once() {
        assertThat(fault("a: " + "[".repeat(5000) + "]".repeat(5000)).message()).contains("levels of nesting");
    }

    @Test
    void a_file_is_read() throws Exception {
        Path file = Files.writeString(folder.resolve("n.yml"), pool());

        assertThat(ConfigReader.read(file)).isEqualTo(read(pool()));
    }

    @Test
    void a_file_that_cannot_be_read_is_one_fault_without_a_line() throws Exception {
        Path file = Files.writeString(folder.resolve("n.yml"), pool());

        assertThat(faultOf(folder.resolve("missing.yml"))).endsWith("missing.yml: cannot be read: no such file");
        assertThat(faultOf(folder)).isEqualTo(folder + ": found a directory, allowed: a readable file");
        assertThat(faultOf(file.resolve("below"))).contains("n.yml/below: cannot be read: ");
        // Root may read anything, so the refusal itself is not to be had in every test run.
        assertThat(FileText.reason(new AccessDeniedException("n.yml"))).isEqualTo("permission denied");
    }

    @Test
    void a_file_that_is_not_utf_8_is_refused_with_the_line_and_the_byte() throws Exception {
        assertThat(faultOf(bytes("p:\n  listen: caf\u00e9:1\n".getBytes(StandardCharsets.ISO_8859_1))))
                .endsWith("n.yml:2: found the byte 0xE9, allowed: UTF-8 text");
        assertThat(faultOf(bytes(pool().getBytes(StandardCharsets.UTF_16))))
                .endsWith("n.yml:1: found the byte 0xFE, allowed: UTF-8 text");
        ByteArrayOutputStream cut = new ByteArrayOutputStream();
        cut.writeBytes(pool().getBytes(StandardCharsets.UTF_8));
        cut.write(0xE2);
        assertThat(faultOf(bytes(cut.toByteArray()))).endsWith("n.yml:5: found the byte 0xE2, allowed: UTF-8 text");
        assertThat(faultOf(bytes((pool() + "\0").getBytes(StandardCharsets.UTF_8))))
                .contains(":5: ", "U+0000");
    }

    private Path bytes(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("n.yml"), bytes);
    }

    private static String faultOf(Path file) {
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(file));
        List<Fault> faults = e.faults();
        assertThat(faults).hasSize(1);
        return faults.get(0).toString();
    }
}
