package io.flotilla.topology;

import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A data path without requests: drains at once, and remembers what it was told and when. */
final class RecordingDataPlane implements DataPlane {
    final List<Committed> commits = new CopyOnWriteArrayList<>();
    private volatile boolean refusing;

    record Committed(Topology topology, long nanos) {}

    @Override
    public Future<Void> announce(Topology next) {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> prepare(Topology next) {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> commit(Topology topology) {
        commits.add(new Committed(topology, System.nanoTime()));
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> abort() {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> shed() {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> refuse(boolean refuse) {
        refusing = refuse;
        return Future.succeededFuture();
    }

    @Override
    public void validUntil(long nanos) {
        // It routes nothing.
    }

    boolean isRefusing() {
        return refusing;
    }

    Topology topology() {
        return commits.isEmpty()
                ? Topology.INITIAL
                : commits.get(commits.size() - 1).topology();
    }
}
