package io.flotilla.node;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The process's log: standard error or a file that is appended to and can be reopened, and a level that can be changed. */
final class NodeLog extends Handler {
    private static final Logger OURS = Logger.getLogger("io.flotilla.node");

    private final Path file;
    private OutputStream out;
    private int verbosity;

    private NodeLog(Path file, OutputStream out) {
        this.file = file;
        this.out = out;
        setFormatter(new LogFormat());
        setLevel(Level.ALL);
    }

    /**
     * Makes this the only log of the process.
     *
     * @param file where it is appended, or null for standard error
     * @param verbosity 0 to 11; others count as the nearest of these
     */
    static NodeLog open(Path file, int verbosity) throws StartException {
        NodeLog log;
        try {
            log = new NodeLog(file, file == null ? System.err : append(file));
        } catch (IOException e) {
            throw new StartException("opening log file '" + file + "' failed: " + Reasons.of(e), e);
        }
        LogManager.getLogManager().reset();
        Logger.getLogger("").addHandler(log);
        log.verbosity(verbosity);
        return log;
    }

    /** 0 to 11. */
    synchronized int verbosity() {
        return verbosity;
    }

    /** Sets the verbosity, to the nearest of 0 to 11. */
    synchronized void verbosity(int wanted) {
        verbosity = Math.max(LogLevels.MIN, Math.min(LogLevels.MAX, wanted));
        LogLevels.apply(verbosity);
    }

    /** Whether it goes to a file. */
    boolean isFile() {
        return file != null;
    }

    /** Opens the file anew under its name, so that it can be rotated. Keeps the old one if that fails. */
    synchronized void reopen() {
        if (file == null) {
            return;
        }
        try {
            OutputStream fresh = append(file);
            out.close();
            out = fresh;
        } catch (IOException e) {
            say("reopening log file '" + file + "' failed: " + Reasons.of(e));
        }
    }

    /** From now on nothing is written, unless the log is a file: a daemon has nobody who reads standard error. */
    synchronized void leaveTerminal() {
        if (file == null) {
            out = OutputStream.nullOutputStream();
        }
    }

    /** Writes a line whatever the verbosity is. */
    void say(String text) {
        LogRecord record = new LogRecord(Level.INFO, text);
        record.setLoggerName(OURS.getName());
        publish(record);
    }

    @Override
    public void publish(LogRecord record) {
        byte[] line = getFormatter().format(record).getBytes(StandardCharsets.UTF_8);
        synchronized (this) {
            try {
                out.write(line);
                out.flush();
            } catch (IOException full) {
                reportError("cannot write the log", full, java.util.logging.ErrorManager.WRITE_FAILURE);
            }
        }
    }

    @Override
    public synchronized void flush() {
        // Every line is flushed as it is written.
    }

    @Override
    public synchronized void close() {
        if (file != null) {
            try {
                out.close();
            } catch (IOException e) {
                reportError("cannot close the log", e, java.util.logging.ErrorManager.CLOSE_FAILURE);
            }
            out = OutputStream.nullOutputStream();
        }
    }

    private static OutputStream append(Path file) throws IOException {
        return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
