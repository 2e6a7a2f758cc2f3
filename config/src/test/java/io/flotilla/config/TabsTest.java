package io.flotilla.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TabsTest {

    @ParameterizedTest
    @MethodSource("separating")
    void tabs_that_separate_change_nothing(String plain, String tabbed) {
        String yaml = Yaml.pool("hash: \"md5\"");

        assertThat(Yaml.read(yaml.replace(plain, tabbed))).isEqualTo(Yaml.read(yaml));
    }

    static Stream<Arguments> separating() {
        return Stream.of(
                arguments("listen: ", "listen:\t"),
                arguments("servers:", "servers:\t"),
                arguments("p:", "p: \t# the pool"),
                arguments("\"md5\"", "\"md5\"\t"),
                arguments("\"md5\"", "\t'md5'\t\t# of the key"));
    }

    @Test
    void tabs_within_quotes_stay() {
        String tabbed = Yaml.pool("redis: true", "redis_auth: 'a:\tb'").replace("listen: ", "listen:\t");

        assertThat(Tabs.separatingAsSpaces(tabbed)).contains("'a:\tb'").contains("listen: 127");
    }

    @Test
    void a_file_that_is_yaml_as_it_is_stays() {
        String block = "p:\n  listen: 127.0.0.1:22121\n  redis: true\n  redis_auth: |-\n    a:\tb\n  servers:\n"
                + "   - 127.0.0.1:11211:1\n";

        assertThat(Yaml.readPool(block).redisAuth()).contains("a:\tb");
    }
}
