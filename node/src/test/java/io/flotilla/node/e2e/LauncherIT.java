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

    private static Command.Result launch(Path folder, Path file, String... options) {
        FlotillaProcess.Ports ports = FlotillaProcess.Ports.free();
        List<String> command = new ArrayList<>(List.of(LAUNCHER.toString(), "-c", file.toString()));
        command.addAll(List.of("-a", "127.0.0.1", "-s", String.valueOf(ports.stats())));
        command.addAll(List.of("--admin-port", String.valueOf(ports.admin())));
        command.addAll(List.of(options));
        return Command.run(command, Map.of(), folder);
    }
}
