package io.flotilla.node;

import io.flotilla.stats.EjectionLog;
import io.flotilla.topology.DataPlane;
import io.flotilla.topology.Topology;
import io.vertx.core.Future;

/** Tells the statistics of every topology that the data path routes by. */
final class ObservedDataPlane implements DataPlane {
    private final DataPlane dataPlane;
    private final EjectionLog ejections;

    ObservedDataPlane(DataPlane dataPlane, EjectionLog ejections) {
        this.dataPlane = dataPlane;
        this.ejections = ejections;
    }

    @Override
    public Future<Void> announce(Topology next) {
        return dataPlane.announce(next);
    }

    @Override
    public Future<Void> prepare(Topology next) {
        return dataPlane.prepare(next);
    }

    @Override
    public Future<Void> commit(Topology topology) {
        return dataPlane.commit(topology).onSuccess(done -> ejections.observe(topology));
    }

    @Override
    public Future<Void> abort() {
        return dataPlane.abort();
    }

    @Override
    public Future<Void> recordsLost() {
        return dataPlane.recordsLost();
    }

    @Override
    public Future<Void> shed() {
        return dataPlane.shed();
    }

    @Override
    public void validUntil(long nanos) {
        dataPlane.validUntil(nanos);
    }

    @Override
    public Future<Void> refuse(boolean refuse) {
        return dataPlane.refuse(refuse);
    }
}
