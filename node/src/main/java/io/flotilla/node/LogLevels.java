package io.flotilla.node;

import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * nutcracker's verbosity, 0 to 11, as levels of java.util.logging. At 5, the default, the program says what it decides
 * ({@code INFO}); the libraries below it are heard from warnings on, and tell more from 8 on.
 */
final class LogLevels {
    /** The least and the most, and what a node starts with. */
    static final int MIN = 0;

    static final int MAX = 11;
    static final int DEFAULT = 5;

    private static final Map<Level, String> WORDS = Map.of(
            Level.SEVERE, "error",
            Level.WARNING, "warn",
            Level.INFO, "info",
            Level.CONFIG, "info",
            Level.FINE, "debug",
            Level.FINER, "trace",
            Level.FINEST, "trace");

    /** Kept here: java.util.logging forgets levels of loggers that nobody holds. */
    private static final Logger ROOT = Logger.getLogger("");

    private static final Logger OURS = Logger.getLogger("io.flotilla");

    /** They warn about what is harmless here: a meter registered twice, a message for a consumer that has just left. */
    private static final List<Logger> NOISY =
            List.of(Logger.getLogger("io.micrometer"), Logger.getLogger("io.vertx.core.eventbus"));

    private LogLevels() {}

    /** Takes effect at once, on every thread. */
    static void apply(int verbosity) {
        OURS.setLevel(level(verbosity));
        NOISY.forEach(logger -> logger.setLevel(isDebugging() ? null : Level.SEVERE));
        ROOT.setLevel(verbosity >= 8 ? level(verbosity - 2) : least(level(verbosity), Level.WARNING));
    }

    /** Whether this process shows what helps to find faults in it. */
    static boolean isDebugging() {
        return OURS.isLoggable(Level.FINE);
    }

    /** What the program's own loggers let through at this verbosity. */
    static Level level(int verbosity) {
        return switch (verbosity) {
            case 0 -> Level.OFF;
            case 1, 2, 3 -> Level.SEVERE;
            case 4 -> Level.WARNING;
            case 5, 6 -> Level.INFO;
            case 7 -> Level.FINE;
            case 8 -> Level.FINER;
            default -> Level.ALL;
        };
    }

    /** The word of a log line. */
    static String word(Level level) {
        return WORDS.getOrDefault(level, level.getName());
    }

    private static Level least(Level a, Level b) {
        return a.intValue() >= b.intValue() ? a : b;
    }
}
