package io.flotilla.bench.oracle;

import io.flotilla.testing.FlotillaProcess;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * How a fleet's nodes followed what was done to the servers, by their logs and their ledger, which are read at the end: to ask
 * the nodes meanwhile would keep them from their work.
 */
final class SwitchWatch {
    /** As many servers as {@code max_ejected} lets the fleet eject: half of the four. */
    private static final int MOST_OUT = 2;

    private record Seen(Fault fault, long wallMillis) {}

    private final List<FlotillaProcess> nodes;
    private final List<Seen> faults = new ArrayList<>();
    private final List<Long> killed = new ArrayList<>();
    private final List<Long> hung = new ArrayList<>();
    private final TreeMap<Long, JsonObject> decisions = new TreeMap<>();
    private final List<Long> putOff = new ArrayList<>();
    private int kept;

    SwitchWatch(List<FlotillaProcess> nodes) {
        this.nodes = nodes;
    }

    /** Notes the time of a fault that is about to be done. */
    void watch(Fault fault) {
        if (!nodes.isEmpty() && fault.kind() != Fault.Kind.HICCUP) {
            faults.add(new Seen(fault, System.currentTimeMillis()));
        }
    }

    /** Reads the nodes' logs and ledgers; to be called while they run. */
    void read() {
        for (FlotillaProcess node : nodes) {
            for (Object entry : new JsonObject(node.get("/api/v1/topology")).getJsonArray("decisions")) {
                JsonObject decision = (JsonObject) entry;
                decisions.put(decision.getLong("epoch"), decision);
            }
        }
        List<SwitchLog> logs =
                nodes.stream().map(n -> new SwitchLog(n.process().log())).toList();
        logs.forEach(log -> putOff.addAll(log.putOff()));
        for (Seen seen : faults) {
            Fault fault = seen.fault;
            if (logs.stream().anyMatch(log -> log.countOut(seen.wallMillis) >= MOST_OUT)) {
                kept++;
            } else if (logs.stream().noneMatch(log -> log.isOut(fault.server(), seen.wallMillis))) {
                (fault.kind() == Fault.Kind.KILL ? killed : hung).add(untilAllHaveItOut(logs, seen));
            }
        }
    }

    /** The server goes on when the fault is over; who has not put it out by then has taken at least so long. */
    private static long untilAllHaveItOut(List<SwitchLog> logs, Seen seen) {
        long last = 0;
        for (SwitchLog log : logs) {
            OptionalLong out = log.ejected(seen.fault.server(), seen.wallMillis);
            long took = out.isPresent() ? out.getAsLong() - seen.wallMillis : seen.fault.millis();
            last = Math.max(last, Math.min(took, seen.fault.millis()));
        }
        return last;
    }

    /** How many servers failed while as many were out as may be, so that they had to stay in. */
    int kept() {
        return kept;
    }

    /** The ledger's entries by epoch. */
    List<JsonObject> decisions() {
        return List.copyOf(decisions.values());
    }

    /** From SIGKILL until every node had the server out, in milliseconds. */
    List<Long> killed() {
        return List.copyOf(killed);
    }

    /** From SIGSTOP until every node had the server out, in milliseconds. */
    List<Long> hung() {
        return List.copyOf(hung);
    }

    /** How long keys that move were held for returns that were put off. */
    List<Long> putOff() {
        return List.copyOf(putOff);
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
