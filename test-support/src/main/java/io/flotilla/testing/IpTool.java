package io.flotilla.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs {@code ip} of iproute2. */
final class IpTool {
    private static final long LIMIT_SECONDS = 30;

    private IpTool() {}

    /** What a run wrote, to both outputs. */
    record Result(int exit, String output) {
        boolean isDone() {
            return exit == 0;
        }
    }

    /** Runs it with these arguments, which may fail. */
    static Result attempt(String... arguments) {
        return run(List.of(arguments), "");
    }

    /**
     * Runs it with these arguments.
     *
     * @throws IllegalStateException with what it said if it fails
     */
    static String run(String... arguments) {
        return checked(run(List.of(arguments), ""), String.join(" ", arguments));
    }

    /** Runs these commands by one process, in this network namespace; null for the machine's own. */
    static void batch(String namespace, List<String> commands) {
        List<String> arguments = new ArrayList<>();
        if (namespace != null) {
            arguments.addAll(List.of("-n", namespace));
        }
        arguments.addAll(List.of("-batch", "-"));
        String lines = String.join("\n", commands) + "\n";
        checked(run(arguments, lines), String.join(" ", arguments) + " with\n" + lines);
    }

    private static String checked(Result result, String what) {
        if (!result.isDone()) {
            throw new IllegalStateException("ip " + what + " failed: " + result.output);
        }
        return result.output;
    }

    private static Result run(List<String> arguments, String input) {
        List<String> command = new ArrayList<>();
        command.add(Binary.IP.require().toString());
        command.addAll(arguments);
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.US_ASCII));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", command) + " did not end");
            }
            return new Result(process.exitValue(), output.strip());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + String.join(" ", command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
