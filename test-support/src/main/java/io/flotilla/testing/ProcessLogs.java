package io.flotilla.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * The logs of child processes: kept under {@code target/process-logs} when a test fails that was running while they were
 * written, deleted otherwise. Registers itself in every module that has this one on its class path.
 */
public final class ProcessLogs
        implements BeforeEachCallback, TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {
    private static final Path FOLDER = Path.of("target", "process-logs").toAbsolutePath();
    private static final Map<Path, Boolean> CLOSED_BY_LOG = new ConcurrentHashMap<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ProcessLogs::deleteAll, "delete-process-logs"));
    }

    /** A new, empty log. */
    static Path open(String name) {
        try {
            Files.createDirectories(FOLDER);
            Path log = Files.createTempFile(FOLDER, name + "-", ".log");
            CLOSED_BY_LOG.put(log, false);
            return log;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot write a log in " + FOLDER, e);
        }
    }

    /** Says that the process that wrote this log has ended. */
    static void closed(Path log) {
        CLOSED_BY_LOG.replace(log, true);
    }

    /** Keeps this log whatever the tests say. */
    static void keep(Path log) {
        CLOSED_BY_LOG.remove(log);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        CLOSED_BY_LOG.forEach((log, closed) -> {
            if (closed) {
                delete(log);
            }
        });
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        keepAll(context, failure);
        throw failure;
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        keepAll(context, failure);
        throw failure;
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        keepAll(context, failure);
        throw failure;
    }

    private static void keepAll(ExtensionContext context, Throwable failure) {
        if (failure instanceof org.opentest4j.TestAbortedException || CLOSED_BY_LOG.isEmpty()) {
            return;
        }
        System.err.println("Logs of the processes of the failed test '" + context.getDisplayName() + "':");
        for (Path log : CLOSED_BY_LOG.keySet()) {
            System.err.println("  " + log);
        }
        CLOSED_BY_LOG.clear();
    }

    private static void deleteAll() {
        CLOSED_BY_LOG.keySet().forEach(ProcessLogs::delete);
    }

    private static void delete(Path log) {
        CLOSED_BY_LOG.remove(log);
        try {
            Files.deleteIfExists(log);
        } catch (IOException e) {
            System.err.println("cannot delete " + log + ": " + e);
        }
    }
}
