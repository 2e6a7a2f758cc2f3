package io.flotilla.config;

import java.util.Objects;

/**
 * One thing that is wrong with a configuration file.
 *
 * @param file the file's name as the user gave it
 * @param line the line, counted from 1; 0 if the fault belongs to no line
 * @param message what is wrong: the key, the value found, and what is allowed
 */
public record Fault(String file, int line, String message) {

    public Fault {
        Objects.requireNonNull(file);
        Objects.requireNonNull(message);
    }

    /** The fault as the user sees it, for example {@code nutcracker.yml:7: pool 'alpha': key "hash": found ...}. */
    @Override
    public String toString() {
        return line > 0 ? file + ":" + line + ": " + message : file + ": " + message;
    }
}
