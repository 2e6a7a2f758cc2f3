package io.flotilla.bench.compare;

import io.flotilla.testing.Binary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the figures hold for: machine, programs, the JVM of Flotilla and its options. */
final class Environment {
    private Environment() {}

    static Map<String, String> describe(Path home) throws IOException {
        Map<String, String> about = new LinkedHashMap<>();
        about.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        about.put("commit", said(home, "git", "describe", "--always", "--dirty"));
        about.put("processor", processor() + ", " + Runtime.getRuntime().availableProcessors() + " cores");
        about.put("load average at the start", loadAverage());
        about.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        String java = said(home, home.resolve("bin/flotilla").toString(), "--java-home");
        about.put("Java of Flotilla", lastLine(said(home, java + "/bin/java", "-version")));
        about.put("its options", options(home.resolve("node/target/dist/flotilla/conf/jvm.options")));
        String more = System.getenv("JAVA_OPTS");
        if (more != null && !more.isBlank()) {
            about.put("JAVA_OPTS", more);
        }
        about.put("Java of the load generator", System.getProperty("java.runtime.version"));
        for (Binary program : List.of(Binary.REDIS_SERVER, Binary.MEMCACHED, Binary.NUTCRACKER)) {
            if (program.find().isPresent()) {
                about.put(
                        program.program(),
                        firstLine(said(home, program.find().get().toString(), "--version")));
            }
        }
        return about;
    }

    private static String loadAverage() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
    }

    private static String processor() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }

    private static String options(Path file) throws IOException {
        if (!Files.exists(file)) {
            return "";
        }
        return Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .filter(line -> line.contains("-X") || line.contains("-D"))
                .collect(Collectors.joining(" "));
    }

    private static String said(Path folder, String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "unknown (" + e.getMessage() + ")";
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private static String lastLine(String text) {
        return text.lines().reduce("", (first, second) -> second);
    }
}
