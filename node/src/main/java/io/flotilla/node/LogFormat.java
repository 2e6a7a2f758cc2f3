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
        line.append(oneLine(formatMessage(record))).append('\n');
        if (record.getThrown() != null) {
            StringWriter trace = new StringWriter();
            record.getThrown().printStackTrace(new PrintWriter(trace));
            line.append(trace);
        }
        return line.toString();
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
