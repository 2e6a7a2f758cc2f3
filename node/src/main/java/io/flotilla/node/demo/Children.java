package io.flotilla.node.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Every process that the demo started. All of them end with it, also when it is interrupted. */
final class Children implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 6;

    private final Path folder;
    private final List<Process> running = new ArrayList<>();
    private boolean closed;

    /** Logs go into this folder. */
    Children(Path folder) {
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "end-children"));
    }

    /** Starts a program whose output goes to {@code NAME.log}. */
    synchronized Process start(String name, List<String> command) throws IOException {
        if (closed) {
            throw new IOException("the demo is ending");
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()))
                .start();
        running.removeIf(p -> !p.isAlive());
        running.add(process);
        return process;
    }

    /** kill -9, and waits until the process is gone. */
    static void kill(Process process) {
        process.destroyForcibly();
        try {
            process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Path log(String name) {
        return folder.resolve(name + ".log");
    }

    /** SIGTERM to all, SIGKILL to those that have not ended a while later. */
    @Override
    public synchronized void close() {
        closed = true;
        running.forEach(Process::destroy);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        for (Process process : running) {
            try {
                process.waitFor(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            process.destroyForcibly();
        }
        running.clear();
    }
}
