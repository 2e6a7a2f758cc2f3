package io.flotilla.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.node.command.AdminToken;
import io.flotilla.testing.FlotillaProcess;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.RealRedis;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The admin port's token, from the command line of a node to that of a command. */
class AdminTokenIT {
    private static final String OPEN = " holds a secret and is open to others than its owner: chmod 600";

    @TempDir
    private Path folder;

    private static String yaml(RealRedis first, RealRedis second) {
        return """
                alpha:
                  listen: 127.0.0.1:%d
                  redis: true
                  servers:
                   - %s:1 first
                   - %s:1 second
                """.formatted(FreePorts.next(), first.address(), second.address());
    }

    private Path file(String name, String text, String permissions) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static ProgramRun eject(FlotillaProcess node, String... more) {
        String[] command = {"eject", "alpha", "first", "--admin", "127.0.0.1:" + node.adminPort()};
        String[] all = java.util.Arrays.copyOf(command, command.length + more.length);
        System.arraycopy(more, 0, all, command.length, more.length);
        return ProgramRun.flotilla(all);
    }

    @Test
    void commandsNeedTheTokenThatTheNodeWasGiven() throws Exception {
        Path token = file("token", "correct horse battery\n", "rw-r--r--");
        Path wrong = file("wrong", "a wrong token", "rw-------");
        try (RealRedis first = RealRedis.started();
                RealRedis second = RealRedis.started();
                FlotillaProcess node =
                        FlotillaProcess.started(yaml(first, second), "--admin-token-file", token.toString())) {
            assertThat(node.process().log()).contains("'" + token + "'" + OPEN).doesNotContain("horse");

            ProgramRun without = eject(node);
            assertThat(without.status()).isEqualTo(1);
            assertThat(without.output())
                    .startsWith("flotilla eject: the node on 127.0.0.1:" + node.adminPort() + " wants its admin token")
                    .contains("--token-file FILE");
            assertThat(eject(node, "--token-file", wrong.toString()).status()).isEqualTo(1);
            assertThat(eject(node, "--token-file", folder.resolve("none").toString())
                            .output())
                    .contains(
                            "option --token-file value '" + folder.resolve("none") + "' cannot be used: no such file");
            assertThat(new JsonObject(node.get("/api/v1/topology")).getJsonObject("out"))
                    .isEqualTo(new JsonObject());

            assertThat(eject(node, "--token-file", token.toString()).output()).startsWith("alpha/first is out");
        }
    }

    @Test
    void aPortThatIsNotOnLoopbackSaysAtTheStartThatNothingCanBeChanged() {
        try (RealRedis first = RealRedis.started();
                RealRedis second = RealRedis.started();
                FlotillaProcess node = FlotillaProcess.started(yaml(first, second), "--admin-addr", "0.0.0.0")) {
            assertThat(node.process().log())
                    .contains("the admin port is on 0.0.0.0, which is not loopback, and has no token");

            ProgramRun refused = eject(node);
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.output()).contains("nothing can be changed over 0.0.0.0");
            assertThat(ProgramRun.flotilla("status", "--admin", "127.0.0.1:" + node.adminPort())
                            .status())
                    .isZero();
        }
    }

    @Test
    void theLogOfAStartHasNoWarningWhenThereIsNothingToWarnOf() {
        try (RealRedis first = RealRedis.started();
                RealRedis second = RealRedis.started();
                FlotillaProcess node = FlotillaProcess.started(yaml(first, second))) {
            assertThat(node.process().log())
                    .contains("ready at epoch")
                    .doesNotContain("warn", "already been registered");
        }
    }

    @Test
    void theTestOfAConfigurationReadsTheTokenToo() throws Exception {
        Path config = Files.writeString(
                folder.resolve("f.yml"),
                "admin:\n  token_file: token\npools:\n  p:\n    listen: 127.0.0.1:22121\n    servers:\n"
                        + "      - 127.0.0.1:11311:1\n");
        Path token = file("token", "correct horse battery", "rw-rw-rw-");

        ProgramRun open = ProgramRun.flotilla("-t", "-c", config.toString());
        assertThat(open.status()).isZero();
        assertThat(open.output())
                .isEqualTo("flotilla: warning: '" + token + "'" + OPEN + "\nflotilla: configuration file '" + config
                        + "' syntax is ok\n");
        ProgramRun missing = ProgramRun.flotilla("-t", "-c", config.toString(), "--admin-token-file", "none");
        assertThat(missing.status()).isEqualTo(1);
        assertThat(missing.output()).contains("option --admin-token-file value 'none' cannot be used: no such file");
    }

    @Test
    void theCommandLineGoesBeforeTheEnvironmentAndAFileBeforeAText() throws Exception {
        Path one = file("one", "token of a file", "rw-------");
        Path two = file("two", "another token", "rw-------");
        Map<String, String> both =
                Map.of(AdminToken.FILE_VARIABLE, two.toString(), AdminToken.VARIABLE, "token of a variable");

        assertThat(find(Optional.of(one), both)).contains("token of a file");
        assertThat(find(Optional.empty(), both)).contains("another token");
        assertThat(find(Optional.empty(), Map.of(AdminToken.VARIABLE, "token of a variable")))
                .contains("token of a variable");
        assertThat(find(Optional.empty(), Map.of(AdminToken.VARIABLE, "", AdminToken.FILE_VARIABLE, "")))
                .isEmpty();
        assertThatThrownBy(() -> find(Optional.empty(), Map.of(AdminToken.VARIABLE, "short")))
                .hasMessage("variable FLOTILLA_ADMIN_TOKEN cannot be used: it has 5 bytes, allowed are 8 to 1024");
        assertThatThrownBy(() -> find(Optional.empty(), Map.of(AdminToken.FILE_VARIABLE, "/none")))
                .hasMessage("variable FLOTILLA_ADMIN_TOKEN_FILE value '/none' cannot be used: no such file");
    }

    private static Optional<String> find(Optional<Path> file, Map<String, String> environment) throws IOException {
        return AdminToken.find("--token-file", file, environment).map(AdminToken::token);
    }
}
