package io.flotilla.config;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads secrets that a section has itself or names a file for. */
final class SecretKeys {
    private final Section section;
    private final Path folder;
    private final List<String> warnings;

    /**
     * A reader.
     *
     * @param folder what a relative path is relative to
     * @param warnings told of files that others may read
     */
    SecretKeys(Section section, Path folder, List<String> warnings) {
        this.section = section;
        this.folder = folder;
        this.warnings = warnings;
    }

    /** The secret; empty if there is none or it is faulty. */
    Optional<String> read(Key<Optional<String>> direct, Key<String> file) {
        Optional<String> secret = section.get(direct);
        String name = section.get(file);
        if (name == null) {
            return secret;
        }
        if (section.has(direct)) {
            fault(file, "found together with \"" + direct.name() + '"');
            return secret;
        }
        return fromFile(file, name);
    }

    private Optional<String> fromFile(Key<String> key, String name) {
        try {
            Path path = folder.resolve(name);
            String secret = SecretFile.read(path);
            SecretFile.exposure(path).ifPresent(warnings::add);
            return Optional.of(secret);
        } catch (IOException | InvalidPathException e) {
            fault(key, "found \"" + name + "\" (" + e.getMessage() + ")");
            return Optional.empty();
        }
    }

    private void fault(Key<String> key, String found) {
        section.fault(section.line(key), "key \"" + key.name() + "\": " + found + ", allowed: " + key.allowed());
    }
}
