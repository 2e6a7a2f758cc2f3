package io.flotilla.node;

import java.io.PrintStream;
import picocli.CommandLine;

/**
 * Where the process begins: {@code flotilla [options]} runs a node with nutcracker's options, {@code flotilla COMMAND ...}
 * one of {@link Commands}. Exit status 0, or 1 for whatever went wrong.
 */
public final class Main {
    private final PrintStream err;

    private Main(PrintStream err) {
        this.err = err;
    }

    /** Runs and exits. */
    public static void main(String[] args) {
        System.exit(new Main(System.err).run(args));
    }

    private int run(String[] args) {
        return args.length > 0 && !args[0].startsWith("-") ? command(args) : node(args);
    }

    private int command(String[] args) {
        CommandLine all = Commands.commandLine();
        if (!all.getSubcommands().containsKey(args[0])) {
            err.println("flotilla: there is no command '" + args[0] + "'; there are "
                    + String.join(", ", all.getSubcommands().keySet()));
            return 1;
        }
        return all.execute(args);
    }

    private int node(String[] args) {
        try {
            NodeArguments arguments = NodeArguments.parse(args);
            NodeOptions options = arguments.check();
            if (arguments.help || arguments.version || arguments.describeStats) {
                return tell(arguments, options);
            }
            return arguments.testConf ? new ConfigTest(options, err).run() : new NodeRun(options, err).run();
        } catch (UsageException e) {
            err.println("flotilla: " + e.getMessage());
            err.print(Usage.help(Commands.summaries()));
            return 1;
        }
    }

    private int tell(NodeArguments arguments, NodeOptions options) {
        err.print(Usage.version(options.transport()));
        if (arguments.help) {
            err.print(Usage.help(Commands.summaries()));
        } else if (arguments.describeStats) {
            err.print(Usage.stats());
        }
        return 0;
    }
}
