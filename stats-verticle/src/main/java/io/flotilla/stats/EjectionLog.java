package io.flotilla.stats;

import io.flotilla.topology.Topology;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How often and when servers were ejected, as this node saw it: the difference between each topology and the next one it was
 * told of. Safe from any thread.
 */
public final class EjectionLog {
    private record Server(String pool, String name) {}

    private final Clock clock;
    private final Map<String, Long> ejects = new HashMap<>();
    private final Map<Server, Long> ejectedAt = new HashMap<>();
    private Topology topology;

    public EjectionLog(Clock clock) {
        this.clock = clock;
    }

    /**
     * Tells what this node routes by from now on. Servers that are out in the first topology of all were ejected before this
     * node could see it and are not counted, but for those that {@link #foundOut} tells of.
     */
    public synchronized void observe(Topology next) {
        if (topology != null) {
            next.out().forEach((pool, servers) -> {
                SortedSet<String> out = new TreeSet<>(servers);
                out.removeIf(server -> !topology.isIn(pool, server));
                out.forEach(server -> ejectedAt.put(new Server(pool, server), nowMicros()));
                ejects.merge(pool, (long) out.size(), Long::sum);
            });
        }
        topology = next;
    }

    /** Tells of a server that this node itself found out at its start, before the first topology of all. */
    public synchronized void foundOut(String pool, String server) {
        ejects.merge(pool, 1L, Long::sum);
        ejectedAt.putIfAbsent(new Server(pool, server), nowMicros());
    }

    /** The topology of the last {@link #observe}; {@link Topology#INITIAL} before the first. */
    public synchronized Topology topology() {
        return topology == null ? Topology.INITIAL : topology;
    }

    /** How many ejections of this pool's servers were seen. */
    public synchronized long ejects(String pool) {
        return ejects.getOrDefault(pool, 0L);
    }

    /** When this server's last ejection was seen, microseconds since 1970; 0 if none was. */
    public synchronized long ejectedAtMicros(String pool, String server) {
        return ejectedAt.getOrDefault(new Server(pool, server), 0L);
    }

    private long nowMicros() {
        java.time.Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
    }
}
