package io.flotilla.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One running program whose output goes to a log. Killed by its pid when closed, and when this JVM ends. */
public final class ChildProcess implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final Set<ChildProcess> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> RUNNING.forEach(ChildProcess::kill), "kill-child-processes"));
    }

    private final String name;
    private final Process process;
    private final Path log;

    private ChildProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /** Starts a program; {@code name} is for messages and the log's file name. */
    public static ChildProcess start(String name, List<String> command) {
        return start(name, command, Map.of(), Path.of("").toAbsolutePath());
    }

    /** Starts a program with these variables added to its environment, in this folder. */
    public static ChildProcess start(String name, List<String> command, Map<String, String> environment, Path folder) {
        Path log = ProcessLogs.open(name);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        try {
            ChildProcess child = new ChildProcess(name, builder.start(), log);
            RUNNING.add(child);
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.get(0), e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What the program has written so far. */
    public String log() {
        try {
            return Files.readString(log, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }

    /**
     * Waits until the program is ready by this condition.
     *
     * @throws AssertionError with the log if it ends before, or is not ready in time
     */
    public void awaitReady(Duration limit, BooleanSupplier ready) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!ready.getAsBoolean()) {
            if (!process.isAlive()) {
                throw failure("ended with exit code " + process.exitValue() + " before it was ready");
            }
            if (System.nanoTime() > deadline) {
                throw failure("was not ready within " + limit.toMillis() + " ms");
            }
            pause(20);
        }
    }

    /** Waits until the program has ended and returns its exit code. */
    public int awaitExit(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failure("did not end within " + limit.toMillis() + " ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + name, e);
        }
        ended();
        return process.exitValue();
    }

    /**
     * Sends a signal by its name without SIG, as in {@code signal("HUP")}. After {@code "STOP"} the whole process stands
     * still: without waiting for that, a busy machine lets some of its threads go on for a while.
     */
    public void signal(String signal) {
        try {
            // The shell's own kill: slim machines have no program of that name.
            int exit = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid())
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw failure("could not be sent SIG" + signal);
            }
            if (signal.equals("STOP")) {
                awaitStopped();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run sh", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** SIGKILL, and waits until the process is gone. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended();
    }

    @Override
    public void close() {
        kill();
    }

    private void ended() {
        RUNNING.remove(this);
        ProcessLogs.closed(log);
    }

    private AssertionError failure(String what) {
        String text = log();
        String tail = text.length() <= 4_000 ? text : "..." + text.substring(text.length() - 4_000);
        return new AssertionError(name + " (pid " + pid() + ") " + what + ". Its log:\n" + tail);
    }

    /** Waits until every thread of the process is stopped: the signal alone takes effect a moment later. */
    private void awaitStopped() {
        File[] threads = new File("/proc/" + pid() + "/task").listFiles();
        if (threads == null) {
            // No Linux, or it has ended.
            return;
        }
        long deadline = System.nanoTime() + STOP_LIMIT.toNanos();
        for (File thread : threads) {
            while (!isStopped(thread)) {
                if (System.nanoTime() > deadline) {
                    throw failure("did not stop within " + STOP_LIMIT.toMillis() + " ms");
                }
                pause(1);
            }
        }
    }

    private static boolean isStopped(File thread) {
        try {
            String stat = Files.readString(thread.toPath().resolve("stat"));
            return stat.startsWith("T ", stat.lastIndexOf(')') + 2);
        } catch (IOException ended) {
            return true;
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
