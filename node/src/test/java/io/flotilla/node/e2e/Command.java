package io.flotilla.node.e2e;

import io.flotilla.testing.ChildProcess;
import io.flotilla.testing.FlotillaProcess;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs a sub-command, or another program, to its end. */
final class Command {
    private static final Duration LIMIT = Duration.ofSeconds(180);

    private Command() {}

    /** What a program that ended wrote, to both outputs. */
    record Result(int exit, String output) {}

    /** The server that {@code flotilla where} names for each key of a pool, in the order of the keys. */
    static List<String> where(FlotillaProcess node, String pool, List<String> keys) {
        List<String> arguments = new ArrayList<>(List.of("where", "--json", "--pool", pool));
        arguments.addAll(List.of("-c", node.configuration().toString()));
        arguments.addAll(List.of("--admin", node.bind() + ":" + node.adminPort()));
        arguments.addAll(keys);
        Result result = flotilla(arguments.toArray(String[]::new));
        if (result.exit() != 0) {
            throw new AssertionError("flotilla where failed: " + result.output());
        }
        return new JsonObject(result.output())
                .getJsonArray("places").stream()
                        .map(place -> ((JsonObject) place).getString("server"))
                        .toList();
    }

    /** {@code flotilla} with these arguments, in a JVM of its own. */
    static Result flotilla(String... arguments) {
        List<String> command = new ArrayList<>(FlotillaProcess.javaCommand());
        command.addAll(List.of("-cp", FlotillaProcess.classPath(), FlotillaProcess.MAIN_CLASS));
        command.addAll(List.of(arguments));
        return run(command, Map.of(), Path.of("").toAbsolutePath());
    }

    /** Any program. */
    static Result run(List<String> command, Map<String, String> environment, Path folder) {
        String name = Path.of(command.get(0)).getFileName().toString();
        try (ChildProcess process = ChildProcess.start(name, command, environment, folder)) {
            int exit = process.awaitExit(LIMIT);
            return new Result(exit, process.log());
        }
    }
}
