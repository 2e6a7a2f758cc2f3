package io.flotilla.node.command;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands for a running node share: where it is, how the answer is shown, and what a failure looks like. */
abstract class AdminCommand implements Callable<Integer> {
    static final String DEFAULT_ADMIN = "127.0.0.1:22223";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            description = "The admin port of any node of the fleet (default: " + DEFAULT_ADMIN + ").")
    private String admin;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file with the node's admin token (default: the file that " + AdminToken.FILE_VARIABLE
                    + " names, or what " + AdminToken.VARIABLE + " holds).")
    private Path tokenFile;

    @Option(names = "--json", description = "Print the node's answer as JSON.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Override
    public final Integer call() {
        try {
            print(run());
            return 0;
        } catch (CommandException e) {
            spec.commandLine().getErr().println("flotilla " + spec.name() + ": " + e.getMessage());
            return 1;
        }
    }

    /** Does it; the answer is printed by {@link #text}, or as it is for {@code --json}. */
    abstract JsonObject run() throws CommandException;

    /** The answer for people. */
    abstract String text(JsonObject answer);

    /** The node that was named, or the usual one. */
    final AdminClient node() throws CommandException {
        return new AdminClient(admin == null ? DEFAULT_ADMIN : admin, token());
    }

    private Optional<String> token() throws CommandException {
        try {
            return AdminToken.find("--token-file", Optional.ofNullable(tokenFile), System.getenv())
                    .map(AdminToken::token);
        } catch (IOException e) {
            throw new CommandException(e.getMessage());
        }
    }

    /** Whether the user named a node. */
    final boolean isNodeNamed() {
        return admin != null;
    }

    private void print(JsonObject answer) {
        String text = json ? answer.encodePrettily() + "\n" : text(answer);
        spec.commandLine().getOut().print(text);
        spec.commandLine().getOut().flush();
    }
}
