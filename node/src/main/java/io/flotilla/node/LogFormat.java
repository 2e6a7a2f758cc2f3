package io.flotilla.node;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** Log lines that begin as nutcracker's do: {@code [2026-11-20 13:00:07.553] level name: text}. */
final class LogFormat extends Formatter {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

    @Override
    public String format(LogRecord record) {
        StringBuilder line = new StringBuilder(160);
        line.append('[').append(TIME.format(record.getInstant())).append("] ");
        line.append(LogLevels.word(record.getLevel())).append(' ');
        line.append(shortName(record.getLoggerName())).append(": ");
        line.append(oneLine(formatMessage(record)));
        Throwable thrown = record.getThrown();
        if (thrown != null) {
            line.append(wantsTrace(record) ? "\n" + trace(thrown) : oneLine(": " + thrown));
        }
        return line.append('\n').toString();
    }

    /** A library's failure is told in one line, unless somebody looks closely: we report it in our own words as well. */
    private static boolean wantsTrace(LogRecord record) {
        String logger = record.getLoggerName();
        return logger == null || logger.startsWith("io.flotilla") || LogLevels.isDebugging();
    }

    private static String trace(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return trace.toString().stripTrailing();
    }

    private static String shortName(String logger) {
        return logger == null ? "root" : logger.substring(logger.lastIndexOf('.') + 1);
    }

    /** A line feed in a message, which may come from outside, must not look like another record. */
    private static String oneLine(String text) {
        return text.indexOf('\n') < 0 && text.indexOf('\r') < 0
                ? text
                : text.replace("\r", "").replace("\n", "\n    ");
    }
}
