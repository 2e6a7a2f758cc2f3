package io.flotilla.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.config.ConfigException;
import io.flotilla.config.ConfigReader;
import org.junit.jupiter.api.Test;

class SamePoolsTest {
    private static final String YAML = """
            alpha:
              listen: 127.0.0.1:22121
              hash: fnv1a_64
              servers:
               - 127.0.0.1:11211:1
               - 127.0.0.1:11212:1
            """;

    private static final String BETA = """
            beta:
              listen: 127.0.0.1:22122
              servers:
               - 127.0.0.1:11213:1
            """;

    private static SamePools of(String yaml) throws ConfigException {
        return SamePools.of(ConfigReader.read(yaml, "test.yml").pools());
    }

    private static String difference(String mine, String theirs) throws ConfigException {
        return of(mine).difference(SamePools.parse(of(theirs).toString())).orElse("");
    }

    @Test
    void whatDoesNotDecideWhereKeysGoMayDiffer() throws ConfigException {
        String other =
                YAML.replace("127.0.0.1:22121", "127.0.0.2:22121") + "  timeout: 400\n  auto_eject_hosts: true\n";
        assertThat(difference(YAML, other)).isEmpty();
        String turned = YAML.replace("11212", "x").replace("11211", "11212").replace("x", "11211");
        assertThat(difference(YAML, turned)).isEmpty();
    }

    @Test
    void whatDecidesItMayNot() throws ConfigException {
        for (String other : new String[] {
            YAML.replace("fnv1a_64", "murmur"),
            YAML.replace("11212:1", "11212:2"),
            YAML.replace("11212:1", "11212:1 name"),
            YAML.replace("127.0.0.1:11212", "127.0.0.2:11212"),
            YAML + "  hash_tag: \"{}\"\n",
            YAML + "  distribution: modula\n",
            YAML + "  redis: true\n"
        }) {
            assertThat(difference(YAML, other))
                    .as(other)
                    .isEqualTo("pool 'alpha' has other servers there, or finds them otherwise");
        }
    }

    @Test
    void poolsMoreOrLessAreNamed() throws ConfigException {
        assertThat(difference(YAML, YAML + BETA)).isEqualTo("it has a pool 'beta' more");
        assertThat(difference(YAML + BETA, YAML)).isEqualTo("it has no pool 'beta'");
    }
}
