package io.flotilla.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class CommandsTest {

    /** A command with a bug. */
    @Command(name = "broken")
    static final class Broken implements Callable<Integer> {
        @Override
        public Integer call() {
            throw new IllegalStateException("one\ntwo");
        }
    }

    private final StringWriter err = new StringWriter();

    @AfterEach
    void forget() {
        System.clearProperty(Commands.DEBUG);
    }

    @Test
    void anExceptionThatNobodyExpectedIsOneLine() {
        assertThat(run()).isEqualTo(1);
        assertThat(err).hasToString("flotilla broken: unexpected java.lang.IllegalStateException: one two\n");
    }

    @Test
    void itsStackTraceIsShownToWhoeverAsksForIt() {
        System.setProperty(Commands.DEBUG, "true");

        assertThat(run()).isEqualTo(1);
        assertThat(err.toString()).contains("one two\n").contains("at " + Broken.class.getName());
    }

    private int run() {
        CommandLine all = Commands.commandLine().addSubcommand(new Broken());
        return all.setErr(new PrintWriter(err)).execute("broken");
    }
}
