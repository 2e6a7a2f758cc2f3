package io.flotilla.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exit status and messages of the program, run as its users run it. */
class CommandLineIT {
    private static final String GOOD = """
            alpha:
              listen: 127.0.0.1:22121
              servers:
               - 127.0.0.1:11311:1
            """;

    @TempDir
    private Path folder;

    @Test
    void helpVersionAndFieldsExitWithZero() throws IOException {
        assertThat(run("-V"))
                .satisfies(run -> assertThat(run.status()).isZero())
                .satisfies(run -> assertThat(run.output())
                        .matches("This is flotilla-\\d+\\.\\d+\\.\\S+\nasync event backend: \\w+\n\n"));
        assertThat(run("--help"))
                .satisfies(run -> assertThat(run.status()).isZero())
                .satisfies(run -> assertThat(run.output())
                        .contains("Usage: flotilla ", "-m, --mbuf-size=N", "--cluster-port=N", "  where "));
        assertThat(run("-D"))
                .satisfies(run -> assertThat(run.status()).isZero())
                .satisfies(run -> assertThat(run.output())
                        .contains("  client_eof          \"# eof on client connections\"\n")
                        .contains("  server_ejected_at   \"timestamp when server was ejected in usec since epoch\"\n"));
    }

    @Test
    void aWrongOptionExitsWithOneAndShowsTheUsage() throws IOException {
        ProgramRun run = run("-s", "0");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output()).startsWith("flotilla: option -s value 0 is not a valid port\nUsage: flotilla ");
    }

    @Test
    void anUnknownCommandExitsWithOneAndNamesTheOthers() throws IOException {
        ProgramRun run = run("statsu");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output())
                .startsWith("flotilla: there is no command 'statsu'")
                .contains("status");
    }

    @Test
    void aGoodConfigurationPassesItsTest() throws IOException {
        Path file = Files.writeString(folder.resolve("good.yml"), GOOD);

        assertThat(run("-t", "-c", file.toString()))
                .isEqualTo(new ProgramRun(0, "flotilla: configuration file '" + file + "' syntax is ok\n"));
    }

    @Test
    void theTestShowsEveryFaultAsAStartDoes() throws IOException {
        Path file = Files.writeString(
                folder.resolve("bad.yml"), GOOD.replace("listen:", "hash: nohash\n  listne:") + "  timeout: -7\n");

        ProgramRun test = run("-t", "-c", file.toString());
        ProgramRun start = run("-c", file.toString());

        assertThat(test.status()).isEqualTo(1);
        assertThat(start.status()).isEqualTo(1);
        assertThat(test.output()).endsWith("flotilla: configuration file '" + file + "' syntax is invalid\n");
        List<String> faults = test.output()
                .lines()
                .filter(line -> line.contains("bad.yml:"))
                .map(line -> line.substring("flotilla: ".length()))
                .toList();
        assertThat(faults).hasSizeGreaterThanOrEqualTo(3);
        assertThat(faults).allSatisfy(fault -> assertThat(start.output()).contains(fault));
    }

    @Test
    void aMissingConfigurationIsNamed() throws IOException {
        ProgramRun run = run("-c", folder.resolve("none.yml").toString());

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output()).contains("none.yml: cannot be read");
    }

    @Test
    void aLogThatCannotBeOpenedIsNamed() throws IOException {
        ProgramRun run = run("-o", folder.resolve("no/log").toString());

        assertThat(run)
                .isEqualTo(new ProgramRun(
                        1,
                        "flotilla: opening log file '" + folder.resolve("no/log")
                                + "' failed: No such file or directory\n"));
    }

    @Test
    void whereNamesAServerWithoutANode() throws IOException {
        Path file = Files.writeString(folder.resolve("good.yml"), GOOD);

        ProgramRun run = run("where", "--offline", "-c", file.toString(), "key");

        assertThat(run.status()).isZero();
        assertThat(run.output()).startsWith("alpha: key -> 127.0.0.1:11311\n");
    }

    @Test
    void everyCommandHasHelp() throws IOException {
        for (String command : List.of("demo", "where", "status", "eject", "pause")) {
            ProgramRun run = run(command, "--help");
            assertThat(run.status()).as(command).isZero();
            assertThat(run.output()).startsWith("Usage: flotilla " + command + " ");
        }
    }

    @Test
    void aCommandForANodeThatIsNotThereSaysSo() throws IOException {
        ProgramRun run = run("status", "--admin", "127.0.0.1:1");

        assertThat(run)
                .isEqualTo(new ProgramRun(
                        1, "flotilla status: no node answers on 127.0.0.1:1 (name another with --admin HOST:PORT)\n"));
    }

    private static ProgramRun run(String... args) {
        return ProgramRun.flotilla(args);
    }
}
