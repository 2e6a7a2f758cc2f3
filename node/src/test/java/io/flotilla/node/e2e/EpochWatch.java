package io.flotilla.node.e2e;

import io.flotilla.testing.FlotillaProcess;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks at what every node says, again and again until it is closed: whether an epoch means one topology, whoever tells it,
 * and whether a process ever goes back to a lower epoch.
 */
final class EpochWatch implements AutoCloseable {
    private static final long INTERVAL = 50_000_000;

    private final List<FlotillaProcess> nodes;
    private final Map<Long, JsonObject> outByEpoch = new HashMap<>();
    private final Map<Long, Long> epochByPid = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "epoch-watch");
    private volatile boolean closed;

    EpochWatch(List<FlotillaProcess> nodes) {
        this.nodes = List.copyOf(nodes);
        thread.start();
    }

    private void run() {
        while (!closed) {
            nodes.stream().filter(node -> node.process().isAlive()).forEach(this::look);
            LockSupport.parkNanos(INTERVAL);
        }
    }

    private void look(FlotillaProcess node) {
        long pid = node.process().pid();
        try {
            TopologyJson said = TopologyJson.of(node);
            if (pid == node.process().pid()) {
                judge(node, pid, said.epoch(), said.body().getJsonObject("out"));
            }
        } catch (UncheckedIOException | AssertionError e) {
            // It is stopped, has just died, or is not listening yet.
        }
    }

    private void judge(FlotillaProcess node, long pid, long epoch, JsonObject out) {
        JsonObject known = outByEpoch.putIfAbsent(epoch, out);
        if (known != null && !known.equals(out)) {
            faults.add("epoch %d is %s, but %s on %s".formatted(epoch, known, out, node.bind()));
        }
        Long before = epochByPid.put(pid, epoch);
        if (before != null && before > epoch) {
            faults.add("%s fell from epoch %d to %d".formatted(node.bind(), before, epoch));
        }
    }

    /** Ends the watch and returns what should not have been seen. */
    List<String> faults() {
        close();
        return faults;
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
