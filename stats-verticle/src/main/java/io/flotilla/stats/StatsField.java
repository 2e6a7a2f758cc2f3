package io.flotilla.stats;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * One figure: its name in nutcracker's statistics, the description that {@code -D} prints, and where it comes from. The stats
 * port, {@code --describe-stats} and the metrics derive from these tables.
 *
 * @param name nutcracker's name
 * @param description nutcracker's description
 * @param kind how the value moves
 * @param value reads it
 */
public record StatsField<T>(String name, String description, Kind kind, ToLongFunction<T> value) {

    /** How a value moves. */
    public enum Kind {
        /** It only grows. */
        COUNTER,
        /** It goes up and down. */
        GAUGE,
        /** Microseconds since 1970. */
        TIMESTAMP
    }

    /** The fields of a pool, in the order of the stats port. */
    public static final List<StatsField<StatsSnapshot.Pool>> POOL = List.of(
            counter("client_eof", "# eof on client connections", p -> p.counters().clientEof),
            counter("client_err", "# errors on client connections", p -> p.counters().clientErr),
            gauge("client_connections", "# active client connections", p -> p.counters().clientConnections),
            counter("server_ejects", "# times backend server was ejected", StatsSnapshot.Pool::ejects),
            counter("forward_error", "# times we encountered a forwarding error", p -> p.counters().forwardError),
            counter("fragments", "# fragments created from a multi-vector request", p -> p.counters().fragments));

    /** The fields of a server, in the order of the stats port. */
    public static final List<StatsField<StatsSnapshot.Server>> SERVER = List.of(
            counter("server_eof", "# eof on server connections", s -> s.counters().serverEof),
            counter("server_err", "# errors on server connections", s -> s.counters().serverErr),
            counter("server_timedout", "# timeouts on server connections", s -> s.counters().serverTimedout),
            gauge("server_connections", "# active server connections", s -> s.counters().serverConnections),
            new StatsField<>(
                    "server_ejected_at",
                    "timestamp when server was ejected in usec since epoch",
                    Kind.TIMESTAMP,
                    StatsSnapshot.Server::ejectedAtMicros),
            counter("requests", "# requests", s -> s.counters().requests),
            counter("request_bytes", "total request bytes", s -> s.counters().requestBytes),
            counter("responses", "# responses", s -> s.counters().responses),
            counter("response_bytes", "total response bytes", s -> s.counters().responseBytes),
            gauge("in_queue", "# requests in incoming queue", s -> s.counters().inQueue),
            gauge("in_queue_bytes", "current request bytes in incoming queue", s -> s.counters().inQueueBytes),
            gauge("out_queue", "# requests in outgoing queue", s -> s.counters().outQueue),
            gauge("out_queue_bytes", "current request bytes in outgoing queue", s -> s.counters().outQueueBytes));

    private static <T> StatsField<T> counter(String name, String description, ToLongFunction<T> value) {
        return new StatsField<>(name, description, Kind.COUNTER, value);
    }

    private static <T> StatsField<T> gauge(String name, String description, ToLongFunction<T> value) {
        return new StatsField<>(name, description, Kind.GAUGE, value);
    }
}
