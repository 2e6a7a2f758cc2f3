package io.flotilla.bench.compare;

import io.flotilla.bench.load.Load;
import io.flotilla.bench.load.LoadGenerator;
import io.flotilla.bench.load.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * {@code bench/threads}: what Flight Recorder sees of a node with two event loops while it is as busy as clients make it: who
 * waits for whom, and what is allocated.
 */
public final class Threads {
    private static final int CLIENTS = 50;
    private static final int LOOPS = 2;
    private static final int SERVERS = 2;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration MEASURED = Duration.ofSeconds(10);

    /** Every wait, however short. */
    private static final String SETTINGS = """
            <?xml version="1.0" encoding="UTF-8"?>
            <configuration version="2.0">
              <event name="jdk.JavaMonitorEnter"><setting name="enabled">true</setting><setting name="threshold">0 ns</setting></event>
              <event name="jdk.JavaMonitorWait"><setting name="enabled">true</setting><setting name="threshold">0 ns</setting></event>
              <event name="jdk.ThreadPark"><setting name="enabled">true</setting><setting name="threshold">0 ns</setting></event>
              <event name="jdk.GarbageCollection"><setting name="enabled">true</setting><setting name="threshold">0 ns</setting></event>
              <event name="jdk.ThreadAllocationStatistics"><setting name="enabled">true</setting><setting name="period">1 s</setting></event>
              <event name="jdk.ObjectAllocationSample"><setting name="enabled">true</setting><setting name="throttle">1000/s</setting><setting name="stackTrace">true</setting></event>
            </configuration>
            """;

    private Threads() {}

    /** {@code flotilla.home} is the checkout. Ends with 1 if an event loop has waited for another thread. */
    public static void main(String[] args) throws IOException {
        if (args.length > 0) {
            System.out.print("""
                    Usage: bench/threads
                    Records a node with two event loops, Redis and memcached, pipelines of 1 and 16, under Java's Flight Recorder.
                    Exit code 1 if an event loop waited for a lock or for another thread.
                    """);
            return;
        }
        System.out.println(ThreadsRecord.HEAD);
        boolean waited = false;
        for (Protocol protocol : Protocol.values()) {
            for (int pipeline : new int[] {1, 16}) {
                ThreadsRecord seen = record(new Load(protocol, 90, 100, pipeline, CLIENTS, 1));
                System.out.println(seen.row(protocol.label() + ", pipeline " + pipeline));
                seen.sites().forEach(site -> System.out.println("  " + site));
                waited |= seen.hasWaited();
            }
        }
        System.exit(waited ? 1 : 0);
    }

    private static ThreadsRecord record(Load load) throws IOException {
        Path settings = Files.writeString(Files.createTempFile("bench", ".jfc"), SETTINGS);
        Path file = Files.createTempFile("bench", ".jfr");
        Scene scene = new Scene(load.protocol(), SERVERS, LOOPS);
        String command = "env JAVA_OPTS=-XX:StartFlightRecording:name=bench,settings=" + settings + " "
                + Compare.home().resolve("bin/flotilla")
                + " -c {config} -v 4 -a 127.0.0.1 -s {stats} --admin-port {admin} --loops {loops} --transport epoll";
        try (Servers servers = Servers.start(scene);
                ProxyProcess proxy = ProxyProcess.start(
                        new ProxyKind("flotilla", command), scene, Cores.shared(List.of()), servers.list());
                LoadGenerator generator = new LoadGenerator(load, proxy.address())) {
            generator.fill();
            generator.closedLoop(WARM_UP);
            long from = System.currentTimeMillis();
            long replies = generator.closedLoop(MEASURED).all();
            long to = System.currentTimeMillis();
            dump(proxy.pid(), file);
            return ThreadsRecord.read(file, from, to, replies);
        } finally {
            Files.deleteIfExists(settings);
            Files.deleteIfExists(file);
        }
    }

    private static void dump(long pid, Path file) throws IOException {
        Path java = ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .map(Path::of)
                .orElseThrow();
        Process jcmd = new ProcessBuilder(
                        java.resolveSibling("jcmd").toString(),
                        String.valueOf(pid),
                        "JFR.dump",
                        "name=bench",
                        "filename=" + file)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectErrorStream(true)
                .start();
        try {
            if (jcmd.waitFor() != 0) {
                throw new IOException("jcmd could not dump the recording of process " + pid);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
