package io.flotilla.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flotilla.testing.FlotillaProcess;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/flotilla} of the assembled distribution. */
class LauncherIT {
    private static final Path LAUNCHER =
            Path.of("target", "dist", "flotilla", "bin", "flotilla").toAbsolutePath();

    @Test
    void itRunsThroughASymbolicLinkInAFolderWithSpaces(@TempDir Path folder) throws IOException {
        Path place = Files.createDirectory(folder.resolve("a place"));
        Path link = Files.createSymbolicLink(place.resolve("my flotilla"), LAUNCHER);
        Command.Result result = Command.run(List.of(link.toString(), "--version"), Map.of(), place);
        assertThat(result.output()).startsWith("This is flotilla-");
        assertThat(result.exit()).isZero();
    }

    @Test
    void aDaemonListensWhenTheLauncherReturnsAndItsPidFileIsTheJvms(@TempDir Path folder) throws IOException {
        int port = FreePorts.next();
        Path pidFile = folder.resolve("the pid");
        try (RealRedis server = RealRedis.started()) {
            Path file =
                    Files.writeString(folder.resolve("a file.yml"), Pools.pool("p", port, true, List.of(server), ""));
            Command.Result result = launch(
                    folder,
                    file,
                    "-d",
                    "-p",
                    pidFile.toString(),
                    "-o",
                    folder.resolve("log").toString());
            assertThat(result.exit()).as(result.output()).isZero();
            ProcessHandle daemon =
                    ProcessHandle.of(Long.parseLong(Files.readString(pidFile))).orElseThrow();
            try (RawClient client = RawClient.connect("127.0.0.1", port)) {
                assertThat(client.resp("SET", "k", "v")).isEqualTo("OK");
                daemon.destroy();
                await().until(() -> !daemon.isAlive());
                assertThat(pidFile).doesNotExist();
            } finally {
                daemon.destroyForcibly();
            }
        }
    }

    @Test
    void aDaemonThatCannotStartSaysWhyAndReturnsNonZero(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("bad.yml"), "p:\n  listen: 127.0.0.1:1\n  hash: nonsense\n");
        Command.Result result = launch(folder, file, "-d");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output()).contains("bad.yml").contains("nonsense");
    }

    @Test
    void aDistributionMakesItsStartUpCachesByTrainingAndReadsThem(@TempDir Path folder) throws IOException {
        Path dist = Files.createDirectories(folder.resolve("dist"));
        Path launcher =
                Files.copy(LAUNCHER, Files.createDirectory(dist.resolve("bin")).resolve("flotilla"));
        for (String part : List.of("lib", "conf")) {
            Files.createSymbolicLink(
                    dist.resolve(part), LAUNCHER.resolveSibling("../" + part).normalize());
        }
        Command.Result made = Command.run(
                List.of(launcher.toString(), "--make-cache"), Map.of("FLOTILLA_ADMIN_TOKEN", "a token"), folder);
        assertThat(made.exit()).as(made.output()).isZero();
        assertThat(made.output()).doesNotContain("training:");
        try (Stream<Path> caches = Files.list(dist.resolve("cache"))) {
            assertThat(caches.map(c -> c.getFileName().toString().replaceAll("-java-.*", "")))
                    .containsExactlyInAnyOrder("alone", "member");
        }
        Path file = Files.writeString(
                folder.resolve("p.yml"), "p:\n  listen: 127.0.0.1:1\n  servers:\n   - 127.0.0.1:2:1\n");
        Command.Result checked = Command.run(
                List.of(launcher.toString(), "-t", "-c", file.toString()),
                Map.of("JAVA_OPTS", "-Xlog:class+load"),
                folder);
        assertThat(checked.output()).containsPattern("io\\.flotilla\\.config\\.ConfigReader source: shared objects");
    }

    private static Command.Result launch(Path folder, Path file, String... options) {
        FlotillaProcess.Ports ports = FlotillaProcess.Ports.free();
        List<String> command = new ArrayList<>(List.of(LAUNCHER.toString(), "-c", file.toString()));
        command.addAll(List.of("-a", "127.0.0.1", "-s", String.valueOf(ports.stats())));
        command.addAll(List.of("--admin-port", String.valueOf(ports.admin())));
        command.addAll(List.of(options));
        return Command.run(command, Map.of(), folder);
    }
}
