package io.flotilla.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flotilla.testing.TestAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that do not fit are found out when the file is read, with real ones. */
class FleetTlsTest {
    @TempDir
    static Path folder;

    private static TestAuthority authority;

    @BeforeAll
    static void issue() {
        authority = TestAuthority.in(folder, "fleet-ca");
        authority.issue("node");
        authority.issue("other");
        authority.issue("late", "-startdate", "-10d", "-validity", "5");
        authority.issue("web", "-ext", "eku=serverAuth");
        TestAuthority.in(folder, "foreign-ca").issue("stranger");
    }

    @Test
    void three_files_that_fit_are_taken() throws Exception {
        FleetTls tls = read("node.pem", "node.key", "fleet-ca.pem")
                .fleet()
                .orElseThrow()
                .security()
                .tls()
                .orElseThrow();

        assertThat(tls)
                .isEqualTo(new FleetTls(
                        folder.resolve("node.pem"), folder.resolve("node.key"), folder.resolve("fleet-ca.pem")));
    }

    @Test
    void a_chain_that_ends_with_the_authority_is_taken() throws Exception {
        Files.writeString(
                folder.resolve("chain.pem"),
                Files.readString(folder.resolve("node.pem")) + Files.readString(folder.resolve("fleet-ca.pem")));

        assertThat(read("chain.pem", "node.key", "fleet-ca.pem").fleet()).isPresent();
    }

    @Test
    void files_that_do_not_fit_are_refused_with_the_reason() throws Exception {
        assertThat(fault("node.pem", "other.key", "fleet-ca.pem"))
                .contains(
                        "f.yml:4: fleet: key \"tls_key\": found \"other.key\" (it is not the key of the certificate)");
        assertThat(fault("stranger.pem", "stranger.key", "fleet-ca.pem"))
                .contains("f.yml:3: fleet: key \"tls_certificate\": found \"stranger.pem\" (it is not trusted by");
        assertThat(fault("late.pem", "late.key", "fleet-ca.pem")).contains("\"late.pem\" (it expired at 20");
        assertThat(fault("web.pem", "web.key", "fleet-ca.pem"))
                .contains("\"web.pem\" (its extended key usage is not for both TLS servers and clients)");
        assertThat(fault("node.key", "node.key", "fleet-ca.pem")).contains("\"node.key\" (it has no certificate)");
        assertThat(fault("node.pem", "node.pem", "fleet-ca.pem")).contains("\"node.pem\" (it has no private key)");
        assertThat(fault("node.pem", "node.key", "none.pem")).contains("\"none.pem\" (no such file)");
        assertThat(fault("node.pem", "node.key", ".")).contains("\".\" (a directory)");
    }

    @Test
    void a_key_of_another_form_is_refused_with_what_converts_it() throws Exception {
        String pem = Files.readString(folder.resolve("node.key")).replace("PRIVATE KEY", "EC PRIVATE KEY");
        Files.writeString(folder.resolve("sec1.key"), pem);

        assertThat(fault("node.pem", "sec1.key", "fleet-ca.pem"))
                .contains("a key of the form \"EC PRIVATE KEY\"; openssl pkcs8 -topk8 -nocrypt");
    }

    @Test
    void broken_files_are_refused_without_a_word_of_them() throws Exception {
        Files.writeString(folder.resolve("cut.pem"), "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
        Files.writeString(folder.resolve("cut.key"), "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n");

        assertThat(fault("cut.pem", "node.key", "fleet-ca.pem")).contains("(it has a certificate that cannot be read)");
        assertThat(fault("node.pem", "cut.key", "fleet-ca.pem"))
                .contains("(its key is neither RSA nor EC, or cannot be read)")
                .doesNotContain("MIIB");
    }

    @Test
    void one_of_the_files_alone_is_refused() throws Exception {
        Path file = Files.writeString(folder.resolve("f.yml"), Yaml.fleet("join: a", "tls_key: node.key"));

        assertThat(catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(file)))
                .hasMessageContaining("key \"tls_key\": found without tls_certificate and tls_authority, allowed: the");
    }

    private static FlotillaConfig read(String certificate, String key, String authorityFile) throws Exception {
        return ConfigReader.read(write(certificate, key, authorityFile));
    }

    private static String fault(String certificate, String key, String authorityFile) throws Exception {
        Path file = write(certificate, key, authorityFile);
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(file));
        assertThat(refused).as("a refusal").isNotNull();
        assertThat(refused.faults()).hasSize(1);
        return refused.getMessage();
    }

    private static Path write(String certificate, String key, String authorityFile) throws Exception {
        return Files.writeString(
                folder.resolve("f.yml"),
                Yaml.fleet(
                        "join: a",
                        "tls_certificate: " + certificate,
                        "tls_key: " + key,
                        "tls_authority: " + authorityFile));
    }
}
