package io.flotilla.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/**
 * A program of the machine that tests need. A missing one fails the test, unless the environment variable
 * {@code FLOTILLA_WITHOUT} (a comma-separated list of program names) says that the machine is known to lack it: then the
 * test is reported as not run.
 */
public enum Binary {
    REDIS_SERVER("redis-server", "redis-server"),
    REDIS_CLI("redis-cli", "redis-tools"),
    REDIS_BENCHMARK("redis-benchmark", "redis-tools"),
    MEMCACHED("memcached", "memcached"),
    MEMCCAPABLE("memccapable", "libmemcached-tools"),
    NUTCRACKER("nutcracker", "nutcracker"),
    NODE("node", "nodejs"),
    NPM("npm", "npm"),
    IP("ip", "iproute2");

    private static final List<String> USUAL_PLACES =
            List.of("/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/local/bin", "/usr/local/sbin", "/opt/homebrew/bin");

    private final String program;
    private final String debianPackage;

    Binary(String program, String debianPackage) {
        this.program = program;
        this.debianPackage = debianPackage;
    }

    /** The program's name on the PATH. */
    public String program() {
        return program;
    }

    /** Where the program is, if it is installed. */
    public Optional<Path> find() {
        List<String> places = new ArrayList<>();
        String path = System.getenv("PATH");
        if (path != null) {
            places.addAll(Arrays.asList(path.split(File.pathSeparator, -1)));
        }
        places.addAll(USUAL_PLACES);
        return places.stream()
                .filter(place -> !place.isEmpty())
                .map(place -> Path.of(place, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Where the program is.
     *
     * @throws AssertionError if it is missing
     * @throws TestAbortedException if it is missing and FLOTILLA_WITHOUT names it
     */
    public Path require() {
        Optional<Path> found = find();
        if (found.isPresent()) {
            return found.get();
        }
        if (declaredMissing()) {
            String message = "NOT RUN: this test needs " + program + ", and FLOTILLA_WITHOUT says that it is not here";
            System.err.println(message);
            throw new TestAbortedException(message);
        }
        throw new AssertionError("this test needs " + program + ", which is not installed (Debian package "
                + debianPackage + "; bin/test installs it). To run without it: FLOTILLA_WITHOUT=" + program);
    }

    private boolean declaredMissing() {
        String without = System.getenv("FLOTILLA_WITHOUT");
        return without != null && Arrays.asList(without.trim().split("[,\\s]+")).contains(program);
    }
}
