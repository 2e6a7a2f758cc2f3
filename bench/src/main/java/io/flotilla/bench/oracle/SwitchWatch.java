package io.flotilla.bench.oracle;

import io.flotilla.testing.FlotillaProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * How a fleet's nodes follow what is done to the servers: looks at every node every few milliseconds from a fault on, until
 * all of them have the server out. The ledger is read at the end.
 */
final class SwitchWatch {
    private static final long LOOK_MILLIS = 10;
    private static final long GIVE_UP_MILLIS = 5000;

    private final List<FlotillaProcess> nodes;
    private final List<Long> killed = new ArrayList<>();
    private final List<Long> hung = new ArrayList<>();
    private final TreeMap<Long, JsonObject> decisions = new TreeMap<>();

    SwitchWatch(List<FlotillaProcess> nodes) {
        this.nodes = nodes;
    }

    /** Watches from now until all nodes have the server out, in a thread of its own; not if it is out already. */
    void watch(Fault fault) {
        if (nodes.isEmpty()) {
            return;
        }
        if (fault.kind() == Fault.Kind.HICCUP || nodes.stream().anyMatch(node -> hasOut(node, fault.server()))) {
            return;
        }
        long from = System.nanoTime();
        Thread watcher = new Thread(() -> watch(fault, from), "watch-" + fault.server());
        watcher.setDaemon(true);
        watcher.start();
    }

    private void watch(Fault fault, long from) {
        List<FlotillaProcess> waiting = new ArrayList<>(nodes);
        while (millisSince(from) < Math.min(GIVE_UP_MILLIS, fault.millis())) {
            waiting.removeIf(node -> hasOut(node, fault.server()));
            if (waiting.isEmpty()) {
                add(fault, millisSince(from));
                return;
            }
            sleep(LOOK_MILLIS);
        }
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    private synchronized void add(Fault fault, long millis) {
        (fault.kind() == Fault.Kind.KILL ? killed : hung).add(millis);
    }

    private static boolean hasOut(FlotillaProcess node, String server) {
        try {
            JsonArray out = new JsonObject(node.get("/api/v1/topology"))
                    .getJsonObject("out")
                    .getJsonArray(ProxySet.POOL, new JsonArray());
            return out.stream().anyMatch(name -> name.toString().startsWith(server));
        } catch (UncheckedIOException | AssertionError e) {
            return false;
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes over the fleet's ledger. */
    void readLedger() {
        for (FlotillaProcess node : nodes) {
            for (Object entry : new JsonObject(node.get("/api/v1/topology")).getJsonArray("decisions")) {
                JsonObject decision = (JsonObject) entry;
                decisions.put(decision.getLong("epoch"), decision);
            }
        }
    }

    /** The ledger's entries by epoch. */
    List<JsonObject> decisions() {
        return List.copyOf(decisions.values());
    }

    /** From SIGKILL until every node had the server out; for each that was seen. */
    synchronized List<Long> killed() {
        return List.copyOf(killed);
    }

    /** From SIGSTOP until every node had the server out. */
    synchronized List<Long> hung() {
        return List.copyOf(hung);
    }

    /** How long keys that move were held, by the coordinator's clock: from PREPARE to the agreement on the next epoch. */
    List<Long> held(String action) {
        return decisions.values().stream()
                .filter(d -> d.getJsonArray("changes").stream()
                        .anyMatch(c -> ((JsonObject) c).getString("action").equals(action)))
                .map(d -> d.getJsonObject("steps"))
                .filter(s -> s.containsKey("voted_ms") && s.containsKey("agreed_ms"))
                .map(s -> s.getLong("agreed_ms") - s.getLong("ready_ms", s.getLong("voted_ms")))
                .toList();
    }
}
