package io.flotilla.testing;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** A dictionary in libFuzzer's form: a quoted word a line, perhaps after a name and {@code =}; {@code #} begins a comment. */
final class FuzzDictionary {
    private FuzzDictionary() {}

    /**
     * The words of a dictionary's text, which stands for bytes one to one.
     *
     * @throws IllegalArgumentException at a line that is neither empty, nor a comment, nor a word
     */
    static List<byte[]> parse(String text) {
        List<byte[]> words = new ArrayList<>();
        text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .forEach(line -> words.add(word(line)));
        return words;
    }

    private static byte[] word(String line) {
        int from = line.indexOf('"') + 1;
        int to = line.length() - 1;
        if (from == 0 || to < from || line.charAt(to) != '"') {
            throw new IllegalArgumentException("no word of a dictionary: " + line);
        }
        ByteArrayOutputStream word = new ByteArrayOutputStream();
        for (int i = from; i < to; i++) {
            char c = line.charAt(i);
            if (c != '\\') {
                word.write(c);
            } else if (line.charAt(i + 1) == 'x') {
                word.write(Integer.parseInt(line.substring(i + 2, i + 4), 16));
                i += 3;
            } else {
                word.write(line.charAt(++i));
            }
        }
        return word.toByteArray();
    }
}
