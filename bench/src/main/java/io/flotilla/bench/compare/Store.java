package io.flotilla.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** Where the results of a run are kept: {@code bench/results/NAME.json} and {@code NAME.md}. */
final class Store {
    private final Path folder;
    private final String name;

    Store(Path home, String name) {
        this.folder = home.resolve("bench/results");
        this.name = name;
    }

    /** A name for those who give none. */
    static String time() {
        return LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
    }

    /** What is stored under the name already, or nothing yet. */
    Results read() throws IOException {
        Path file = json();
        return Files.exists(file) ? ResultFile.read(file, Cases.full()) : new Results();
    }

    /** Writes both files and returns what the second one holds. */
    Report write(Results results, Map<String, String> environment) throws IOException {
        Files.createDirectories(folder);
        Report report = new Report(results, environment);
        ResultFile.write(json(), results, environment);
        Files.writeString(folder.resolve(name + ".md"), report.markdown());
        return report;
    }

    /** Where plots go unless the user says otherwise. */
    Path images() {
        return folder.resolve(name);
    }

    private Path json() {
        return folder.resolve(name + ".json");
    }

    @Override
    public String toString() {
        return "stored in bench/results/" + name + ".json and .md";
    }
}
