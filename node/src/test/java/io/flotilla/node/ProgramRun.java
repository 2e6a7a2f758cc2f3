package io.flotilla.node;

import io.flotilla.testing.ChildProcess;
import io.flotilla.testing.FlotillaProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that ran to its end.
 *
 * @param status its exit status
 * @param output what it wrote to standard output and standard error
 */
record ProgramRun(int status, String output) {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    /** Runs Flotilla with these arguments, in a JVM of its own. */
    static ProgramRun flotilla(String... args) {
        List<String> command = new ArrayList<>(FlotillaProcess.javaCommand());
        command.addAll(List.of("-cp", FlotillaProcess.classPath(), FlotillaProcess.MAIN_CLASS));
        command.addAll(List.of(args));
        return of("flotilla-cli", command);
    }

    /** Runs any program. */
    static ProgramRun of(String name, List<String> command) {
        try (ChildProcess child = ChildProcess.start(name, command)) {
            int status = child.awaitExit(LIMIT);
            return new ProgramRun(status, child.log());
        }
    }
}
