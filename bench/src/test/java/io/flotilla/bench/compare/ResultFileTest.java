package io.flotilla.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.bench.load.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFileTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsStoredIsReadAgain() throws IOException {
        Case row = Cases.pipelined(Protocol.MEMCACHED, 64);
        Results results = new Results();
        results.add(
                row, "nutcracker", new Sample(0, 1_000, 0.1, 1, 2, 3, 4.125, 0.5, Double.NaN, Double.NaN, 77, null));
        results.add(row, "nutcracker", new Sample(1, 2_000, 0.2, 1, 2, 3, 5, 0.5, 0.25, 0.125, 78, null));
        results.add(row, "flotilla-epoll", Sample.failed(0, "-ERR no"));
        results.add("a figure, ms", "flotilla-epoll", 12.5);
        results.add("a figure, ms", "flotilla-epoll", 13);
        results.note("a note");
        Path file = folder.resolve("r.json");
        ResultFile.write(file, results, Map.of("kernel", "some"));
        Results read = ResultFile.read(file, Cases.full());
        assertThat(read.rows()).containsExactly(row);
        for (String proxy : List.of("nutcracker", "flotilla-epoll")) {
            assertThat(read.samples(row, proxy)).isEqualTo(results.samples(row, proxy));
        }
        assertThat(read.figure("a figure, ms")).isEqualTo(Map.of("flotilla-epoll", List.of(12.5, 13.0)));
        assertThat(read.notes()).containsExactly("a note");
    }

    @Test
    void aFileThatCannotBeAddedToIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("other.json"), "{\"results\": 3}");
        assertThatThrownBy(() -> ResultFile.read(file, Cases.full()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("other.json holds no results that can be added to");
        Path unknown = Files.writeString(
                folder.resolve("unknown.json"),
                "{\"notes\": [], \"figures\": {}, \"results\": [{\"load\": \"redis-7B\", \"proxy\": \"p\", \"samples\": []}]}");
        assertThatThrownBy(() -> ResultFile.read(unknown, Cases.full()))
                .hasMessageContaining("there is no row redis-7B any more");
    }
}
