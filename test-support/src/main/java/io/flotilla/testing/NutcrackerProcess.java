package io.flotilla.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A real nutcracker, to compare with. Its stats port is on 127.0.0.1. */
public final class NutcrackerProcess implements AutoCloseable {
    private final ChildProcess process;
    private final Path configuration;
    private final int statsPort;

    private NutcrackerProcess(ChildProcess process, Path configuration, int statsPort) {
        this.process = process;
        this.configuration = configuration;
        this.statsPort = statsPort;
    }

    /** Starts it with this YAML and waits until its stats port answers, which it does once every pool listens. */
    public static NutcrackerProcess started(String yaml, String... options) {
        try {
            Path file = Files.writeString(Files.createTempFile("nutcracker", ".yml"), yaml);
            int statsPort = FreePorts.next();
            List<String> command = new java.util.ArrayList<>(
                    List.of(Binary.NUTCRACKER.require().toString(), "-c", file.toString(), "-o", "/dev/stdout"));
            command.addAll(List.of("-a", "127.0.0.1", "-s", String.valueOf(statsPort), "-i", "50"));
            command.addAll(List.of(options));
            ChildProcess child = ChildProcess.start("nutcracker-" + statsPort, command);
            NutcrackerProcess nutcracker = new NutcrackerProcess(child, file, statsPort);
            child.awaitReady(Duration.ofSeconds(20), nutcracker::answers);
            return nutcracker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers() {
        try {
            return stats().startsWith("{");
        } catch (UncheckedIOException | AssertionError e) {
            return false;
        }
    }

    /** One reading of the stats port: a JSON object and a line feed. */
    public String stats() {
        try (RawClient client = RawClient.connect("127.0.0.1", statsPort)) {
            return client.readUntilClose();
        }
    }

    public int statsPort() {
        return statsPort;
    }

    public ChildProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
        try {
            Files.deleteIfExists(configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
