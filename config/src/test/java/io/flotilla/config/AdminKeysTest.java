package io.flotilla.config;

import static io.flotilla.config.Yaml.fault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminKeysTest {
    @TempDir
    Path folder;

    @Test
    void a_token_is_read_and_never_shown() {
        FlotillaConfig config = Yaml.read("admin:\n  token: correct horse\n" + Yaml.longPool());

        assertThat(config.admin().token()).contains("correct horse");
        assertThat(config.toString()).doesNotContain("horse");
        assertThat(Yaml.read(Yaml.longPool()).admin().token()).isEmpty();
    }

    @Test
    void a_token_comes_from_a_file_and_whoever_may_read_it_is_told() throws Exception {
        Path token = Files.writeString(folder.resolve("admin.token"), "correct horse\n");
        Path file = Files.writeString(folder.resolve("f.yml"), "admin:\n  token_file: admin.token\n" + Yaml.longPool());

        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r-----"));
        FlotillaConfig open = ConfigReader.read(file);
        assertThat(open.admin().token()).contains("correct horse");
        assertThat(open.warnings())
                .containsExactly("'" + token + "' holds a secret and is open to others than its owner: chmod 600");

        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        assertThat(ConfigReader.read(file).warnings()).isEmpty();
    }

    @Test
    void a_wrong_section_is_refused() throws Exception {
        assertThat(fault("admin:\n  token: short\n" + Yaml.longPool()).message())
                .isEqualTo(
                        "admin: key \"token\": found a value not shown here (it has 5 bytes), allowed: 8 to 1024 bytes"
                                + " of text");
        assertThat(fault("admin:\n  tokn: longer than 8\n" + Yaml.longPool()).message())
                .startsWith("admin: unknown key \"tokn\", did you mean \"token\"?");
        assertThat(fault("admin:\n" + Yaml.longPool()).message())
                .isEqualTo("key \"admin\": found nothing, allowed: a mapping with one of the keys token, token_file");

        Path file = Files.writeString(folder.resolve("f.yml"), "admin:\n  token_file: none\n" + Yaml.longPool());
        assertThat(catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(file)))
                .hasMessageContaining(
                        "f.yml:2: admin: key \"token_file\": found \"none\" (no such file), allowed: the");
    }

    @Test
    void a_pool_may_be_called_admin_in_nutcrackers_form() {
        assertThat(Yaml.readPool(Yaml.pool().replaceFirst("p:", "admin:")).name())
                .isEqualTo("admin");
    }
}
