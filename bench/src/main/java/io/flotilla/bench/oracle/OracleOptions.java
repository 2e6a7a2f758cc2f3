package io.flotilla.bench.oracle;

import io.flotilla.testing.oracle.CacheClient;
import io.flotilla.testing.oracle.Workload;
import java.net.InetSocketAddress;

/** What {@code bench/oracle} is asked for. */
final class OracleOptions {
    static final String USAGE = """
            Usage: bench/oracle [options]
            Writes and reads through three proxies with four servers, one of which in turn hangs (SIGSTOP) or is
            killed (SIGKILL) and goes on or is started again. Exit code 1 if a read returned an older version than the
            last one acknowledged before it was sent.
              --nutcracker         three nutcrackers instead of a Flotilla fleet of three
              --redis              Redis instead of memcached; the fleet's pool has on_return: invalidate
              --modula             distribution: modula, with which nearly every key moves when a server leaves
              --unequal            servers of weights 1, 2, 3, ..., so that some keys move between servers that stay
              --seconds N          length of a run (60)
              --runs N             how many runs, each with fresh proxies and servers (1)
              --large N            every so many-th version of a key is a large value of 150 KB (0: none)
              --keys N             number of keys (400)
              --writers N          threads that write, each its own keys (8)
              --readers N          threads that read (24)
              --pause N            microseconds between the requests of a thread (3000)
              --seed N             what is done to which server, and when; each run takes the next (1)
              --verbose            each stale read, each fault and each decision
            """;

    private boolean nutcracker;
    private boolean redis;
    private boolean modula;
    private boolean unequal;
    private boolean verbose;
    private int seconds = 60;
    private int runs = 1;
    private int keys = 400;
    private int writers = 8;
    private int readers = 24;
    private int pauseMicros = 3000;
    private int large;
    private long seed = 1;

    /** @throws IllegalArgumentException that says what is wrong */
    static OracleOptions parse(String... args) {
        OracleOptions options = new OracleOptions();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--nutcracker" -> options.nutcracker = true;
                case "--redis" -> options.redis = true;
                case "--modula" -> options.modula = true;
                case "--unequal" -> options.unequal = true;
                case "--verbose" -> options.verbose = true;
                default -> {
                    options.set(args[i], i + 1 < args.length ? args[i + 1] : null);
                    i++;
                }
            }
        }
        if (options.keys < options.writers) {
            throw new IllegalArgumentException("--keys must be at least --writers: a key has one writer");
        }
        return options;
    }

    private void set(String option, String value) {
        switch (option) {
            case "--seconds" -> seconds = number(option, value, 1);
            case "--runs" -> runs = number(option, value, 1);
            case "--keys" -> keys = number(option, value, 1);
            case "--writers" -> writers = number(option, value, 1);
            case "--readers" -> readers = number(option, value, 1);
            case "--pause" -> pauseMicros = number(option, value, 0);
            case "--large" -> large = number(option, value, 0);
            case "--seed" -> seed = number(option, value, 0);
            default -> throw new IllegalArgumentException("unknown option '" + option + "'");
        }
    }

    private static int number(String option, String value, int least) {
        if (value != null && value.matches("[0-9]{1,7}") && Integer.parseInt(value) >= least) {
            return Integer.parseInt(value);
        }
        throw new IllegalArgumentException("option " + option
                + (value == null ? " needs a value" : " value '" + value + "' is not a number from " + least));
    }

    boolean nutcracker() {
        return nutcracker;
    }

    boolean redis() {
        return redis;
    }

    /** How proxies spread keys over servers. */
    ProxySet.Spread spread() {
        return new ProxySet.Spread(modula ? "modula" : "ketama", unequal);
    }

    boolean verbose() {
        return verbose;
    }

    int seconds() {
        return seconds;
    }

    int runs() {
        return runs;
    }

    /** Makes a client of a proxy. */
    CacheClient client(InetSocketAddress proxy) {
        return (redis ? CacheClient.redis(proxy) : CacheClient.memcached(proxy)).withLarge(large);
    }

    Workload workload() {
        return new Workload(keys, writers, readers, pauseMicros);
    }

    long seed() {
        return seed;
    }
}
