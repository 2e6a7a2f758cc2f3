package io.flotilla.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the keys of a pool about users and passwords. What they say is never part of a fault, except for names. */
final class AccessReader {
    private final Section section;
    private final Path folder;
    /** By name, in the order of the file. */
    private final Map<String, Credentials> users = new LinkedHashMap<>();

    /**
     * A reader.
     *
     * @param folder what a relative path is relative to
     */
    AccessReader(Section section, Path folder) {
        this.section = section;
        this.folder = folder;
    }

    /** Complete only if no fault was reported. */
    AccessConfig read() {
        if (section.has(PoolKeys.USERS)) {
            for (Section.Item<Credentials> item : section.requireList(PoolKeys.USERS)) {
                add(PoolKeys.USERS, item.line(), "", item.value());
            }
        }
        fromFile(PoolKeys.USERS_FILE);
        return new AccessConfig(List.copyOf(users.values()), server());
    }

    private void add(Key<?> key, int line, String where, Credentials user) {
        if (users.putIfAbsent(user.name(), user) != null) {
            section.fault(
                    line,
                    "key \"" + key.name() + "\": found the user \"" + user.name() + "\" a second time" + where
                            + ", allowed: names that differ");
        }
    }

    private void fromFile(Key<String> key) {
        List<String> lines = lines(key);
        int before = users.size();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isEmpty()) {
                continue;
            }
            try {
                add(key, section.line(key), " (line " + (i + 1) + " of the file)", Credentials.parse(lines.get(i)));
            } catch (BadValue e) {
                fault(key, "line " + (i + 1) + ": " + e.getMessage());
                return;
            }
        }
        if (section.has(key) && !lines.isEmpty() && users.size() == before) {
            fault(key, "no user is in it");
        }
    }

    private Optional<Credentials> server() {
        Credentials server = section.get(PoolKeys.SERVER_AUTH);
        if (section.has(PoolKeys.SERVER_AUTH_FILE)) {
            if (section.has(PoolKeys.SERVER_AUTH)) {
                together(PoolKeys.SERVER_AUTH_FILE, PoolKeys.SERVER_AUTH);
            } else {
                server = first(lines(PoolKeys.SERVER_AUTH_FILE));
            }
        }
        for (Key<?> key : List.of(PoolKeys.SERVER_AUTH, PoolKeys.SERVER_AUTH_FILE)) {
            if (section.has(key) && section.has(PoolKeys.REDIS_AUTH)) {
                together(key, PoolKeys.REDIS_AUTH);
            }
        }
        return Optional.ofNullable(server);
    }

    private Credentials first(List<String> lines) {
        if (lines.isEmpty()) {
            return null;
        }
        try {
            if (lines.stream().skip(1).anyMatch(line -> !line.isEmpty())) {
                throw new BadValue("it has more than one line");
            }
            return Credentials.parse(lines.get(0));
        } catch (BadValue e) {
            fault(PoolKeys.SERVER_AUTH_FILE, e.getMessage());
            return null;
        }
    }

    private void together(Key<?> key, Key<?> other) {
        section.fault(
                section.line(key),
                "key \"" + key.name() + "\": found together with \"" + other.name() + "\", allowed: one of them");
    }

    /** The lines of the file that a key names; none, after a fault, if it cannot be read. */
    private List<String> lines(Key<String> key) {
        String file = section.get(key);
        if (file == null) {
            return List.of();
        }
        try {
            List<String> lines = Files.readAllLines(folder.resolve(file), StandardCharsets.UTF_8);
            if (lines.isEmpty()) {
                fault(key, "it is empty");
            }
            return lines;
        } catch (IOException | InvalidPathException e) {
            fault(key, FileText.reason(e));
            return List.of();
        }
    }

    private void fault(Key<String> key, String problem) {
        section.fault(
                section.line(key),
                "key \"" + key.name() + "\": found \"" + section.get(key) + "\" (" + problem + "), allowed: "
                        + key.allowed());
    }
}
