package io.flotilla.node;

import io.flotilla.stats.StatsField;
import java.util.List;

/** The texts of {@code -h}, {@code -V} and {@code -D}. */
final class Usage {
    private Usage() {}

    /** Two lines and an empty one, as nutcracker prints them. */
    static String version(TransportChoice transport) {
        return "This is flotilla-" + Version.current() + "\nasync event backend: "
                + transport.choose(false).name() + "\n\n";
    }

    /** How to call the program. */
    static String help(Iterable<CommandSummary> commands) {
        StringBuilder text = new StringBuilder(OPTIONS);
        text.append("\nCommands (each has --help):\n");
        for (CommandSummary command : commands) {
            text.append(String.format("  %-22s : %s%n", command.name(), command.purpose()));
        }
        return text.append('\n').toString();
    }

    /** A command of the list. */
    record CommandSummary(String name, String purpose) {}

    /** The fields of the statistics. */
    static String stats() {
        StringBuilder text = new StringBuilder("pool stats:\n");
        append(text, StatsField.POOL);
        text.append("\nserver stats:\n");
        append(text, StatsField.SERVER);
        return text.append('\n').toString();
    }

    private static <T> void append(StringBuilder text, List<StatsField<T>> fields) {
        for (StatsField<T> field : fields) {
            text.append(String.format("  %-20s\"%s\"%n", field.name(), field.description()));
        }
    }

    private static final String OPTIONS = """
            Usage: flotilla [-?hVdDt] [-v verbosity level] [-o output file]
                            [-c conf file] [-s stats port] [-a stats addr]
                            [-i stats interval] [-p pid file] [-m mbuf size]
                            [--bind addr] [--join host[:port],...] [--cluster-port port]
                            [--admin-port port] [--admin-addr addr] [--admin-token-file file]
                            [--node name] [--transport name] [--loops number]
                   flotilla command ...

            Options:
              -h, --help             : this help
              -V, --version          : show version and exit
              -t, --test-conf        : test configuration for syntax errors and exit
              -d, --daemonize        : run as a daemon
              -D, --describe-stats   : print stats description and exit
              -v, --verbose=N        : set logging level (default: 5, min: 0, max: 11)
              -o, --output=S         : set logging file (default: stderr)
              -c, --conf-file=S      : set configuration file (default: conf/nutcracker.yml)
              -s, --stats-port=N     : set stats monitoring port (default: 22222)
              -a, --stats-addr=S     : set stats monitoring ip (default: 0.0.0.0)
              -i, --stats-interval=N : accepted and ignored: stats are always of this moment
              -p, --pid-file=S       : set pid file (default: off)
              -m, --mbuf-size=N      : accepted and ignored: buffers have no fixed size

              --bind=ADDR            : replace the host of every listener, stats, admin and cluster address
              --join=HOST[:PORT],... : be a member of the fleet that these members belong to
              --cluster-port=N       : set cluster port (default: 5701)
              --admin-port=N         : set HTTP port for metrics, health and commands (default: 22223)
              --admin-addr=S         : set HTTP address (default: 127.0.0.1, or the address of --bind)
              --admin-token-file=S   : set file with the token that changes over HTTP need (default: none)
              --node=S               : set this node's name in the fleet (default: its address)
              --transport=S          : auto, epoll, io_uring or nio (default: auto)
              --loops=N              : event loops that carry requests (default: half the processors)
            """;
}
