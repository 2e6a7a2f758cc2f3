package io.flotilla.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A password that YAML takes for something else, because it lacks its quotes or its key, is not repeated in a message. */
class UnquotedSecretsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis: true\n  redis_auth: *s3cret12345",
                "redis: true\n  redis_auth: &s3cret12345",
                "redis: true\n  redis_auth: !s3cret12345",
                "redis: true\n  redis_auth: !x!s3cret12345",
                "redis: true\n  redis_auth: !s3cret12345!x",
                "redis: true\n  redis_auth: !<s3cret12345>",
                "redis: true\n  redis_auth: !s3cret12345%zz",
                "redis: true\n  redis_auth: [s3cret12345]",
                "redis: true\n  redis_auth: @s3cret12345",
                "redis: true\n  redis_auth: %s3cret12345",
                "redis: true\n  redis_auth: *s3cret12345$",
                "redis: true\n  redis_auth: \"s3cret12345",
                "redis: true\n  redis_auth: \"s3cret12345\" s3cret12345"
            })
    void of_a_pool_in_nutcrackers_form(String setting) {
        refusesInSilence(Yaml.pool(setting));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "admin: s3cret12345\n",
                "admin: \"s3cret12345\"\n",
                "admin: [s3cret12345]\n",
                "admin:\n  token: *s3cret12345\n",
                "admin:\n  token: [s3cret12345]\n",
                "fleet: s3cret12345\n",
                "fleet:\n  secret: *s3cret12345\n"
            })
    void of_a_root_section(String section) {
        refusesInSilence(section + Yaml.longPool());
    }

    @ParameterizedTest
    @ValueSource(strings = {"!bob:s3cret12345", "*s3cret12345", "&s3cret12345 x", "[s3cret12345]"})
    void of_a_user(String user) {
        refusesInSilence(Yaml.longPool() + "    users:\n     - " + user + "\n");
    }

    private static void refusesInSilence(String yaml) {
        assertThat(Yaml.faults(yaml))
                .isNotEmpty()
                .extracting(Fault::toString)
                .noneMatch(fault -> fault.contains("s3cret"));
    }
}
