package io.flotilla.proxy.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of small plays between clients, the proxy and servers, as data.
 *
 * <pre>
 *   # a comment
 *   pool timeout: 400            a setting of the pool, for the plays that follow
 *   == what is shown             begins a play
 *   C> get a\r\n                 the client sends (C2, C3: more clients)
 *   S0< get a\r\n                the server with index 0 has received exactly this
 *   S0> END\r\n                  it answers
 *   C< END\r\n                   the client has received exactly this
 * </pre>
 *
 * Other steps: {@code C closes}, {@code C closed} (the proxy has closed it), {@code C ends} (half-close), {@code S0 dies},
 * {@code S0 accepts}, {@code S0 ignores} (connects), {@code S0 hangs up}, {@code tick} (the pool's timeout has passed), {@code later 60}
 * (so many seconds have passed),
 * {@code prepare 0} and {@code commit 0} (a switch to a topology without these servers; {@code commit} alone puts all in).
 * A play ends in silence: nobody has received anything else. Bytes are written as {@link Escapes} says.
 *
 * @param name what is shown
 * @param settings lines of the pool's YAML
 * @param steps what happens
 */
record WireScript(String name, List<String> settings, List<Step> steps) {

    /** One line of a play: {@code line} in its file, who, what, and bytes or arguments. */
    record Step(int line, String who, String what, String bytes) {}

    static List<WireScript> read(Path file) {
        List<WireScript> plays = new ArrayList<>();
        List<String> settings = new ArrayList<>();
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("pool ")) {
                String setting = line.substring(5);
                settings.removeIf(s -> s.startsWith(setting.substring(0, setting.indexOf(':') + 1)));
                settings.add(setting);
            } else if (line.startsWith("== ")) {
                plays.add(new WireScript(line.substring(3), List.copyOf(settings), new ArrayList<>()));
            } else if (plays.isEmpty()) {
                throw new IllegalArgumentException(file + ":" + (i + 1) + ": a step before the first play");
            } else {
                append(plays.get(plays.size() - 1).steps, step(i + 1, line));
            }
        }
        return plays;
    }

    /** What somebody received may be spread over several lines. */
    private static void append(List<Step> steps, Step step) {
        Step last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
        if (last != null && step.what.equals("<") && last.what.equals("<") && last.who.equals(step.who)) {
            steps.set(steps.size() - 1, new Step(last.line, last.who, "<", last.bytes + step.bytes));
        } else {
            steps.add(step);
        }
    }

    private static Step step(int number, String line) {
        String[] words = line.split(" ", 2);
        String rest = words.length == 2 ? words[1] : "";
        char last = words[0].charAt(words[0].length() - 1);
        if (last == '<' || last == '>') {
            return new Step(
                    number, words[0].substring(0, words[0].length() - 1), String.valueOf(last), Escapes.undo(rest));
        }
        return words[0].matches("[CS]\\d*")
                ? new Step(number, words[0], rest, "")
                : new Step(number, "", words[0], rest);
    }
}
