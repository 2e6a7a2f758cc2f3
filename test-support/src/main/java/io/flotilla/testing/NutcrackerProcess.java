package io.flotilla.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** A real nutcracker, to compare with. Its stats port is on 127.0.0.1. */
public final class NutcrackerProcess implements AutoCloseable {
    private static final Pattern LISTEN = Pattern.compile("(?m)^\\s+listen:\\s*\"?([^\\s/:\"]+):([0-9]+)");

    private final ChildProcess process;
    private final Path configuration;
    private final int statsPort;
    private final List<PoolAddress> pools;

    private record PoolAddress(String host, int port) {}

    private NutcrackerProcess(ChildProcess process, Path configuration, int statsPort) {
        this.process = process;
        this.configuration = configuration;
        this.statsPort = statsPort;
        this.pools = LISTEN.matcher(read(configuration))
                .results()
                .map(found -> new PoolAddress(found.group(1), Integer.parseInt(found.group(2))))
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it with this YAML and waits until its stats port answers and every pool listens. */
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
            if (!stats().startsWith("{")) {
                return false;
            }
            // It listens for clients after it answers on the stats port.
            for (PoolAddress pool : pools) {
                RawClient.connect(pool.host(), pool.port()).close();
            }
            return true;
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
