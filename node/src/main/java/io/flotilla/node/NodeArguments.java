package io.flotilla.node;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The root command's options as they are typed. All values are text here, so that a bad one can be refused in
 * nutcracker's words; {@link #check} makes {@link NodeOptions} of them.
 */
@Command(
        name = "flotilla",
        subcommands = {})
final class NodeArguments {
    private static final int MIN_MBUF = 512;
    private static final int MAX_MBUF = 16 << 20;

    @Option(names = {"-h", "--help"})
    boolean help;

    @Option(names = {"-V", "--version"})
    boolean version;

    @Option(names = {"-t", "--test-conf"})
    boolean testConf;

    @Option(names = {"-d", "--daemonize"})
    boolean daemonize;

    @Option(names = {"-D", "--describe-stats"})
    boolean describeStats;

    @Option(names = {"-v", "--verbose"})
    String verbose;

    @Option(names = {"-o", "--output"})
    String output;

    @Option(names = {"-c", "--conf-file"})
    String confFile;

    @Option(names = {"-s", "--stats-port"})
    String statsPort;

    @Option(names = {"-a", "--stats-addr"})
    String statsAddress;

    @Option(names = {"-i", "--stats-interval"})
    String statsInterval;

    @Option(names = {"-p", "--pid-file"})
    String pidFile;

    @Option(names = {"-m", "--mbuf-size"})
    String mbufSize;

    @Option(names = "--bind")
    String bind;

    @Option(names = "--join")
    String join;

    @Option(names = "--cluster-port")
    String clusterPort;

    @Option(names = "--admin-port")
    String adminPort;

    @Option(names = "--admin-addr")
    String adminAddress;

    @Option(names = "--admin-token-file")
    String adminTokenFile;

    @Option(names = "--node")
    String node;

    @Option(names = "--transport")
    String transport;

    @Option(names = "--loops")
    String loops;

    @Option(names = "--ready-file", hidden = true)
    String readyFile;

    /** As getopt reads them: an option's value is whatever follows, names may be shortened, the last one counts. */
    static NodeArguments parse(String... args) throws UsageException {
        NodeArguments arguments = new NodeArguments();
        CommandLine line = new CommandLine(arguments)
                .setAllowOptionsAsOptionParameters(true)
                .setAbbreviatedOptionsAllowed(true)
                .setOverwrittenOptionsAllowed(true);
        try {
            line.parseArgs(args);
            return arguments;
        } catch (CommandLine.MissingParameterException e) {
            String option = e.getMissing().stream()
                    .filter(OptionSpec.class::isInstance)
                    .map(spec -> ((OptionSpec) spec).shortestName())
                    .findFirst()
                    .orElse("");
            throw new UsageException("option " + option + " requires " + kindOfValue(option));
        } catch (CommandLine.UnmatchedArgumentException e) {
            throw new UsageException(unmatched(e.getUnmatched()));
        } catch (ParameterException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private static String kindOfValue(String option) {
        return switch (option) {
            case "-o", "-c", "-p", "--ready-file", "--admin-token-file" -> "a file name";
            case "-v", "-s", "-i", "-m", "--cluster-port", "--admin-port", "--loops" -> "a number";
            default -> "a string";
        };
    }

    private static String unmatched(List<String> unmatched) {
        String first = unmatched.get(0);
        if (first.startsWith("--")) {
            return "unrecognized option '" + first + "'";
        }
        if (first.startsWith("-") && first.length() > 1) {
            return "invalid option -- '" + first.charAt(1) + "'";
        }
        return "unexpected argument '" + first + "'";
    }

    /** Checks every value. */
    NodeOptions check() throws UsageException {
        number("-i", statsInterval, 0);
        checkMbufSize();
        return new NodeOptions(
                number("-v", verbose, LogLevels.DEFAULT),
                path("-o", output),
                path("-c", confFile).orElse(Path.of(NodeOptions.DEFAULT_CONFIG)),
                port("-s", statsPort).orElse(NodeOptions.DEFAULT_STATS_PORT),
                text("-a", statsAddress),
                path("-p", pidFile),
                text("--bind", bind),
                text("--join", join),
                port("--cluster-port", clusterPort),
                port("--admin-port", adminPort).orElse(NodeOptions.DEFAULT_ADMIN_PORT),
                text("--admin-addr", adminAddress),
                path("--admin-token-file", adminTokenFile),
                nodeName(),
                transport == null ? TransportChoice.AUTO : TransportChoice.named(transport),
                loops(),
                daemonize,
                path("--ready-file", readyFile));
    }

    /** nutcracker's chunk size: checked as nutcracker checks it, and of no effect, since buffers here have no fixed size. */
    private void checkMbufSize() throws UsageException {
        if (mbufSize == null) {
            return;
        }
        int size = digits(mbufSize);
        if (size <= 0) {
            throw new UsageException("option -m requires a non-zero number");
        }
        if (size < MIN_MBUF || size > MAX_MBUF) {
            throw new UsageException(
                    "mbuf chunk size must be between " + MIN_MBUF + " and " + MAX_MBUF + " bytes, not " + size);
        }
    }

    private Optional<String> nodeName() throws UsageException {
        if (node != null && !node.matches("[A-Za-z0-9._:-]{1,64}")) {
            throw new UsageException(
                    "option --node value '" + node + "' is not a name of 1 to 64 letters, digits and . _ : -");
        }
        return Optional.ofNullable(node);
    }

    private int loops() throws UsageException {
        if (loops == null) {
            // The other half is for the kernel's share of the network, and for the servers of a machine that has some.
            return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        }
        int count = digits(loops);
        if (count < 1 || count > 1024) {
            throw new UsageException("option --loops value '" + loops + "' is not a number from 1 to 1024");
        }
        return count;
    }

    private static int number(String option, String value, int missing) throws UsageException {
        if (value == null) {
            return missing;
        }
        int number = digits(value);
        if (number < 0) {
            throw new UsageException("option " + option + " requires a number");
        }
        return number;
    }

    private static Optional<Integer> port(String option, String value) throws UsageException {
        if (value == null) {
            return Optional.empty();
        }
        int port = digits(value);
        if (port < 0) {
            throw new UsageException("option " + option + " requires a number");
        }
        if (port < 1 || port > 65535) {
            throw new UsageException("option " + option + " value " + value + " is not a valid port");
        }
        return Optional.of(port);
    }

    private static Optional<String> text(String option, String value) throws UsageException {
        if (value != null && value.isBlank()) {
            throw new UsageException("option " + option + " requires a string");
        }
        return Optional.ofNullable(value);
    }

    private static Optional<Path> path(String option, String value) throws UsageException {
        if (value == null) {
            return Optional.empty();
        }
        try {
            if (!value.isEmpty()) {
                return Optional.of(Path.of(value));
            }
        } catch (InvalidPathException malformed) {
            throw new UsageException("option " + option + " value '" + value + "' is not a file name");
        }
        throw new UsageException("option " + option + " requires a file name");
    }

    /** A number of digits alone, as nutcracker reads numbers; -1 if it is not one or too large. */
    private static int digits(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            return text.matches("[0-9]+") ? Integer.MAX_VALUE : -1;
        }
        return Integer.parseInt(text);
    }
}
