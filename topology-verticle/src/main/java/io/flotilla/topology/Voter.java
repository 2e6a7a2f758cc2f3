package io.flotilla.topology;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * This node's own eyes: probes every watched server now and then, votes when asked, and keeps telling the coordinator of a
 * server that fails until it is out or answers again.
 */
final class Voter {
    private static final int LOOKS = 4;
    /** For so many milliseconds a probe that was not answered in time tells what another would, which takes as long again. */
    private static final long RECENT = 200;

    private final Pools pools;
    private final Clock clock;
    private final Random random;
    private final Probes probes;
    private final Map<ServerId, Long> due = new HashMap<>();
    /** The probes under way, and the ballots that wait for them. */
    private final Map<ServerId, List<Consumer<String>>> asking = new HashMap<>();

    private final TreeMap<ServerId, String> failing = new TreeMap<>();
    private final Map<ServerId, Long> timedOut = new HashMap<>();
    private final Set<ServerId> disbelieved = new HashSet<>();
    private long firstDue = Long.MIN_VALUE;
    private Suspicions suspicions = (server, cause) -> {};

    /** Asks a server, on a connection of this node's own. */
    @FunctionalInterface
    interface Probes {
        /** Tells the cause of the failure, or an empty string; never from within the call; within the pool's probe timeout. */
        void probe(ServerId server, Consumer<String> done);
    }

    /** Told of each failure of a server that should be in. */
    @FunctionalInterface
    interface Suspicions {
        void suspect(ServerId server, String cause);
    }

    Voter(Pools pools, Clock clock, Random random, Probes probes) {
        this.pools = pools;
        this.clock = clock;
        this.random = random;
        this.probes = probes;
        for (ServerId server : pools.watched()) {
            due.put(
                    server,
                    clock.millis() + random.nextInt(1 + pools.ejectionOf(server).probeIntervalMillis()));
        }
    }

    void onSuspicion(Suspicions listener) {
        suspicions = listener;
    }

    /** Probes whatever is due. Servers that are out are left to the coordinator's ballots. */
    void tick(AgreedState state) {
        long now = clock.millis();
        if (now < firstDue) {
            return;
        }
        due.replaceAll((server, at) -> {
            if (now < at) {
                return at;
            }
            if (state == null || !state.isOut(server)) {
                look(server);
            } else {
                forget(server);
            }
            return now + interval(server);
        });
        firstDue = due.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
    }

    private void forget(ServerId server) {
        failing.remove(server);
        timedOut.remove(server);
        disbelieved.remove(server);
    }

    /** Jittered, so that the nodes do not probe in step. */
    private long interval(ServerId server) {
        int millis = pools.ejectionOf(server).probeIntervalMillis();
        return millis - millis / 5 + random.nextInt(1 + 2 * millis / 5);
    }

    /** Something happened to it: probes it now. */
    void look(ServerId server) {
        if (asking.putIfAbsent(server, new ArrayList<>()) == null) {
            probes.probe(server, cause -> {
                List<Consumer<String>> ballots = asking.remove(server);
                saw(server, cause);
                ballots.forEach(done -> done.accept(cause));
            });
        }
    }

    private void saw(ServerId server, String cause) {
        if (cause.isEmpty()) {
            forget(server);
        } else {
            failed(server, cause);
            suspicions.suspect(server, cause);
        }
    }

    private void failed(ServerId server, String cause) {
        failing.put(server, cause);
        if (cause.equals(FailureCause.TIMED_OUT.text())) {
            timedOut.put(server, clock.millis());
        }
    }

    /**
     * A fresh probe, for a ballot. One that is under way will do: it tells whether the server answers now, and if it does
     * not, that is known earlier. So will one that has just not been answered in time.
     */
    void vote(ServerId server, Consumer<String> done) {
        if (pools.poolOf(server) == null) {
            done.accept("Unknown server");
            return;
        }
        if (clock.millis() - timedOut.getOrDefault(server, Long.MIN_VALUE / 2) <= RECENT) {
            done.accept(failing.get(server));
            return;
        }
        List<Consumer<String>> underWay = asking.get(server);
        if (underWay != null) {
            underWay.add(done);
            return;
        }
        probes.probe(server, cause -> {
            if (cause.isEmpty()) {
                forget(server);
            } else {
                failed(server, cause);
            }
            done.accept(cause);
        });
    }

    /** Tells again of what still fails, in case the coordinator did not hear it or is a new one. */
    void remind(AgreedState state) {
        failing.keySet().removeIf(state::isOut);
        timedOut.keySet().removeIf(state::isOut);
        disbelieved.removeIf(state::isOut);
        failing.forEach(suspicions::suspect);
    }

    /** The others reach it. */
    void disbelieve(ServerId server) {
        if (failing.containsKey(server)) {
            disbelieved.add(server);
        }
    }

    List<ServerId> disbelieved() {
        return disbelieved.stream().sorted().toList();
    }

    /**
     * Probes all watched servers; tells those that failed, with the causes. A failure counts when some more probes find it
     * too: a process that has just started may be slower than its own time limit.
     */
    void survey(Consumer<Map<ServerId, String>> done) {
        survey(pools.watched(), LOOKS, done);
    }

    private void survey(Collection<ServerId> servers, int looks, Consumer<Map<ServerId, String>> done) {
        probeAll(servers, failed -> {
            if (failed.isEmpty() || looks == 1) {
                done.accept(failed);
            } else {
                survey(failed.keySet(), looks - 1, done);
            }
        });
    }

    private void probeAll(Collection<ServerId> servers, Consumer<Map<ServerId, String>> done) {
        Map<ServerId, String> failed = new TreeMap<>();
        List<ServerId> left = new ArrayList<>(servers);
        if (left.isEmpty()) {
            done.accept(failed);
            return;
        }
        for (ServerId server : List.copyOf(servers)) {
            probes.probe(server, cause -> {
                if (!cause.isEmpty()) {
                    failed.put(server, cause);
                }
                left.remove(server);
                if (left.isEmpty()) {
                    done.accept(failed);
                }
            });
        }
    }
}
