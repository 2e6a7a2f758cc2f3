package io.flotilla.node;

import io.flotilla.config.ConfigException;
import io.flotilla.config.ConfigReader;
import io.flotilla.config.FlotillaConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * The life of a node's process, in nutcracker's order: log, pid file, configuration, node; then signals until it is told to
 * end. Exit status 0 after SIGTERM or SIGINT, 1 when it could not start.
 */
final class NodeRun {
    private static final Logger LOG = System.getLogger(NodeRun.class.getName());

    private static final long SAME_SIGNAL_NANOS = 1_000_000_000L;

    private final NodeOptions options;
    private final PrintStream err;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread starter = Thread.currentThread();
    private long firstEndSignal;
    private boolean started;

    NodeRun(NodeOptions options, PrintStream err) {
        this.options = options;
        this.err = err;
    }

    /** Runs until a signal ends it; returns the exit status. */
    int run() {
        NodeLog log;
        try {
            log = NodeLog.open(options.logFile().orElse(null), options.verbosity());
        } catch (StartException e) {
            err.println("flotilla: " + e.getMessage());
            return 1;
        }
        try {
            return run(log);
        } catch (ConfigException e) {
            complain(log, e.getMessage());
        } catch (StartException e) {
            LOG.log(Level.DEBUG, "the start failed", e);
            complain(log, e.getMessage());
        }
        LOG.log(Level.INFO, "not started");
        return 1;
    }

    private int run(NodeLog log) throws ConfigException, StartException {
        handleSignals(log);
        try (PidFile pid =
                options.pidFile().isPresent() ? PidFile.write(options.pidFile().get()) : null) {
            LOG.log(
                    Level.INFO,
                    "flotilla-{0} on Java {1} started on pid {2}",
                    Version.current(),
                    Runtime.version(),
                    Long.toString(ProcessHandle.current().pid()));
            FlotillaConfig config = ConfigReader.read(options.configFile());
            Node node = Node.start(options, config);
            started();
            tellReady(log);
            waitForTheEnd();
            node.stop();
            LOG.log(Level.INFO, "stopped");
            return 0;
        }
    }

    /** To the log and to standard error, but only once when they are the same. */
    private void complain(NodeLog log, String message) {
        message.lines().forEach(line -> {
            LOG.log(Level.ERROR, "{0}", line);
            if (log.isFile() || log.verbosity() == 0) {
                err.println("flotilla: " + line);
            }
        });
    }

    private void tellReady(NodeLog log) throws StartException {
        Optional<Path> ready = options.readyFile();
        if (ready.isPresent()) {
            log.leaveTerminal();
            try {
                Files.writeString(ready.get(), "ready\n");
            } catch (IOException e) {
                throw new StartException("cannot write '" + ready.get() + "': " + Reasons.of(e), e);
            }
        } else if (options.daemon()) {
            LOG.log(Level.WARNING, "-d is done by bin/flotilla; this process stays in the foreground");
        }
    }

    private void handleSignals(NodeLog log) {
        Signals.on("HUP", signal -> {
            log.reopen();
            log.say(signal + " received, reopening log file");
        });
        Signals.on("TTIN", signal -> changeLevel(log, signal, 1));
        Signals.on("TTOU", signal -> changeLevel(log, signal, -1));
        Signals.on("USR1", signal -> log.say(signal + " received"));
        Signals.on("USR2", signal -> log.say(signal + " received"));
        Signals.on("TERM", signal -> end(log, signal));
        Signals.on("INT", signal -> end(log, signal));
    }

    private static void changeLevel(NodeLog log, String signal, int step) {
        String direction = step > 0 ? "up" : "down";
        log.say(signal + " received, " + direction + " logging level");
        log.verbosity(log.verbosity() + step);
        log.say(direction + " log level to " + log.verbosity());
    }

    /**
     * The first time a node drains, or gives up its start. Another one ends the process at once, unless it comes so soon that
     * whoever sent it must have sent both together, to the process and to its group.
     */
    private synchronized void end(NodeLog log, String signal) {
        long now = System.nanoTime();
        if (end.getCount() == 0) {
            if (now - firstEndSignal > SAME_SIGNAL_NANOS) {
                log.say(signal + " received again, exiting at once");
                options.pidFile().ifPresent(NodeRun::deleteQuietly);
                Runtime.getRuntime().halt(1);
            }
            return;
        }
        log.say(signal + " received, exiting");
        firstEndSignal = now;
        end.countDown();
        if (!started) {
            starter.interrupt();
        }
    }

    /** From now on a signal drains. One that came during the last moment of the start is not lost: it is waited for next. */
    private synchronized void started() {
        started = true;
        Thread.interrupted();
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cannot remove ''{0}'': {1}", file, Reasons.of(e));
        }
    }

    private void waitForTheEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
