package io.flotilla.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class WhereCommandTest {
    @TempDir
    private Path folder;

    @Test
    void aRandomPoolHasNoServerForAKeyAndSaysWhy() throws IOException {
        assertThat(where("random", "127.0.0.1:11311:1 one", "127.0.0.1:11312:1 two"))
                .isEqualTo(String.format("alpha: key -> -%n    the pool's distribution is random: each request goes to"
                        + " any of the 2 servers that are in%n"));
    }

    @Test
    void aServerWithANameIsShownWithItsAddress() throws IOException {
        assertThat(where("ketama", "127.0.0.1:11311:1 one")).startsWith("alpha: key -> one (127.0.0.1:11311)");
        assertThat(where("ketama", "127.0.0.1:11311:1")).startsWith("alpha: key -> 127.0.0.1:11311\n");
    }

    private String where(String distribution, String... servers) throws IOException {
        Path file = Files.writeString(
                folder.resolve("pools.yml"),
                "alpha:\n  listen: 127.0.0.1:22121\n  distribution: " + distribution + "\n  servers:\n   - "
                        + String.join("\n   - ", servers) + "\n");
        StringWriter out = new StringWriter();
        int status = new CommandLine(new WhereCommand())
                .setOut(new PrintWriter(out))
                .execute("--offline", "-c", file.toString(), "key");
        assertThat(status).isZero();
        return out.toString();
    }
}
