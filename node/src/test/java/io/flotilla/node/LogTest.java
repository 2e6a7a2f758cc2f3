package io.flotilla.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogTest {

    @Test
    void aLineBeginsAsNutcrackersDo() {
        assertThat(format(Level.WARNING, "text"))
                .matches("\\[\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}] warn Node: text\n");
    }

    @Test
    void aLineFeedInAMessageDoesNotBeginALine() {
        assertThat(format(Level.INFO, "a\r\n[2026-01-01 00:00:00.000] error Node: forged"))
                .endsWith("info Node: a\n    [2026-01-01 00:00:00.000] error Node: forged\n");
    }

    @Test
    void aFailureOfALibraryIsOneLineAndOneOfOursHasItsTrace() {
        assertThat(formatFailure("io.vertx.core.impl.VertxImpl"))
                .endsWith("error VertxImpl: text: java.lang.IllegalStateException: why\n");
        assertThat(formatFailure("io.flotilla.node.Node"))
                .contains("error Node: text\njava.lang.IllegalStateException: why\n\tat io.flotilla.node.LogTest");
    }

    @Test
    void theDefaultVerbosityShowsWhatIsDecided() {
        assertThat(LogLevels.level(LogLevels.DEFAULT)).isEqualTo(Level.INFO);
        assertThat(LogLevels.level(LogLevels.MIN)).isEqualTo(Level.OFF);
        assertThat(LogLevels.level(LogLevels.MAX)).isEqualTo(Level.ALL);
        for (int v = LogLevels.MIN; v < LogLevels.MAX; v++) {
            assertThat(LogLevels.level(v).intValue())
                    .isGreaterThanOrEqualTo(LogLevels.level(v + 1).intValue());
        }
    }

    private static String formatFailure(String logger) {
        LogRecord record = new LogRecord(Level.SEVERE, "text");
        record.setLoggerName(logger);
        record.setThrown(new IllegalStateException("why"));
        return new LogFormat().format(record);
    }

    private static String format(Level level, String text) {
        LogRecord record = new LogRecord(level, text);
        record.setLoggerName("io.flotilla.node.Node");
        return new LogFormat().format(record);
    }
}
