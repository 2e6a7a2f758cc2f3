package io.flotilla.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of the documentation with a part that the bench writes: what is between the two marks. */
final class Page {
    static final String BEGIN = "<!-- what follows is written by bench/compare --docs -->\n";
    static final String END = "<!-- end of what bench/compare writes -->\n";

    private final Path file;

    Page(Path file) {
        this.file = file;
    }

    /**
     * Puts this text in the place of what is between the marks.
     *
     * @throws IOException when the page cannot be read or written, or has no such marks
     */
    void write(String text) throws IOException {
        String page = Files.readString(file);
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(file + " has no lines '" + BEGIN.strip() + "' and '" + END.strip() + "'");
        }
        Files.writeString(file, page.substring(0, begin + BEGIN.length()) + "\n" + text + "\n" + page.substring(end));
    }
}
