package io.flotilla.node;

import io.flotilla.node.command.ExplainCommand;
import io.flotilla.node.command.FleetCommands;
import io.flotilla.node.command.ServerCommands;
import io.flotilla.node.command.StatusCommand;
import io.flotilla.node.command.WhereCommand;
import io.flotilla.node.demo.DemoCommand;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Everything that {@code flotilla COMMAND} may run. A new command is one class more in {@link #ALL}. */
final class Commands {
    /** The system property with which a command that fails unexpectedly shows where. */
    static final String DEBUG = "flotilla.debug";

    /** In the order of the help. */
    private static final List<Class<? extends Callable<Integer>>> ALL = List.of(
            DemoCommand.class,
            WhereCommand.class,
            StatusCommand.class,
            ExplainCommand.class,
            ServerCommands.Eject.class,
            ServerCommands.Restore.class,
            ServerCommands.Drain.class,
            ServerCommands.Pin.class,
            ServerCommands.Unpin.class,
            FleetCommands.Pause.class,
            FleetCommands.Resume.class);

    private Commands() {}

    /** The parser of all commands. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Root());
        ALL.forEach(line::addSubcommand);
        line.setExecutionExceptionHandler((bug, command, parsed) -> {
            command.getErr().println("flotilla " + command.getCommandName() + ": unexpected " + oneLine(bug));
            if (Boolean.getBoolean(DEBUG)) {
                bug.printStackTrace(command.getErr());
            }
            command.getErr().flush();
            return 1;
        });
        return line.setParameterExceptionHandler((wrong, args) -> {
            wrong.getCommandLine().getErr().println("flotilla " + args[0] + ": " + wrong.getMessage());
            wrong.getCommandLine().usage(wrong.getCommandLine().getErr());
            return 1;
        });
    }

    private static String oneLine(Exception bug) {
        return bug.toString().strip().replaceAll("\\R", " ");
    }

    /** One line for each. */
    static List<Usage.CommandSummary> summaries() {
        return ALL.stream()
                .map(type -> type.getAnnotation(Command.class))
                .map(command -> new Usage.CommandSummary(command.name(), summary(command)))
                .toList();
    }

    private static String summary(Command command) {
        String first = String.join(" ", command.description());
        int end = first.indexOf(':') > 0 ? Math.min(first.indexOf(':'), sentenceEnd(first)) : sentenceEnd(first);
        return first.substring(0, end);
    }

    private static int sentenceEnd(String text) {
        int end = text.indexOf(". ");
        if (end >= 0) {
            return end;
        }
        return text.endsWith(".") ? text.length() - 1 : text.length();
    }

    @Command(name = "flotilla")
    private static final class Root {}
}
