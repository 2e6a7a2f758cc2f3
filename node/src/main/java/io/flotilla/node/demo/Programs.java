package io.flotilla.node.demo;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/** The servers' programs: the machine's own, else the redis-server that embedded-redis carries for it. */
final class Programs {
    private static final List<String> USUAL_PLACES =
            List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/opt/homebrew/bin");

    /**
     * A program that runs here.
     *
     * @param path the executable
     * @param origin what it is and where it comes from, in words
     */
    record Program(Path path, String origin) {}

    private final Path folder;

    /** Programs that have to be unpacked go into this folder. */
    Programs(Path folder) {
        this.folder = folder;
    }

    /** The machine's memcached. */
    Optional<Program> memcached() {
        return installed("memcached")
                .flatMap(path -> version(path).map(version -> new Program(path, version + ", this machine's")));
    }

    /** The machine's redis-server, or else an unpacked one. */
    Program redis() throws IOException {
        Optional<Program> own = installed("redis-server")
                .flatMap(path -> version(path).map(v -> new Program(path, v + ", this machine's")));
        return own.isPresent() ? own.get() : unpackedRedis();
    }

    /** The redis-server that embedded-redis carries for this kind of machine. */
    Program unpackedRedis() throws IOException {
        // The 64-bit Linux build needs OpenSSL 3; the 32-bit one is linked statically and runs without.
        List<Map<OsArchitecture, String>> choices = List.of(
                ExecutableProvider.newProvidedVersionsMap(),
                Map.of(OsArchitecture.UNIX_x86_64, "/redis-server-6.2.7-linux-386"));
        List<String> tried = new ArrayList<>();
        for (Map<OsArchitecture, String> choice : choices) {
            try {
                Path path = ExecutableProvider.newJarResourceProvider(folder::toFile, choice)
                        .get()
                        .toPath();
                path.toFile().setExecutable(true);
                Optional<String> version = version(path);
                if (version.isPresent()) {
                    return new Program(path, version.get() + ", carried by embedded-redis");
                }
                tried.add(path.getFileName() + " does not run");
            } catch (IOException | RuntimeException e) {
                tried.add(String.valueOf(e.getMessage()));
            }
        }
        throw new IOException("no redis-server is installed and none that is carried along runs here (" + tried
                + "); install one (on Debian: apt-get install redis-server)");
    }

    private static Optional<Path> installed(String program) {
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

    /** A program's name and version in its own words; empty if it does not run. */
    private static Optional<String> version(Path program) {
        try {
            Process process = new ProcessBuilder(program.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1).strip();
            if (!process.waitFor(5, TimeUnit.SECONDS) || process.exitValue() != 0) {
                return Optional.empty();
            }
            return Optional.of(text.replaceFirst("(?s)^Redis server v=(\\S+).*", "redis-server $1"));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
