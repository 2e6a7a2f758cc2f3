package io.flotilla.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {
    @TempDir
    private Path folder;

    @Test
    void onlyWhatIsBetweenTheMarksIsWrittenAnew() throws IOException {
        Path file = Files.writeString(folder.resolve("p.md"), "before\n" + Page.BEGIN + "old\n" + Page.END + "after\n");
        Page page = new Page(file);
        page.write("first");
        page.write("second");
        assertThat(Files.readString(file)).isEqualTo("before\n" + Page.BEGIN + "\nsecond\n" + Page.END + "after\n");
    }

    @Test
    void aPageWithoutMarksIsLeftAloneAndNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("p.md"), "text\n");
        assertThatThrownBy(() -> new Page(file).write("x")).hasMessageContaining("p.md has no lines");
        assertThat(Files.readString(file)).isEqualTo("text\n");
    }

    @Test
    void theDocumentationHasTheMarks() throws IOException {
        Path page = Path.of("").toAbsolutePath().resolveSibling("docs/benchmarks.md");
        assertThat(Files.readString(page)).contains(Page.BEGIN).contains(Page.END);
    }
}
