package io.flotilla.topology;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The data path as the state machines see it: its answers come back on their context. */
final class DataPlaneGate implements Gate {
    private static final System.Logger LOG = System.getLogger(DataPlaneGate.class.getName());

    private final Context context;
    private final DataPlane dataPlane;
    private final PoolHealth health;

    DataPlaneGate(Context context, DataPlane dataPlane, PoolHealth health) {
        this.context = context;
        this.dataPlane = dataPlane;
        this.health = health;
    }

    @Override
    public void announce(Topology next, Consumer<Boolean> done) {
        dataPlane.announce(next).onComplete(ar -> context.runOnContext(v -> done.accept(ar.succeeded())));
    }

    @Override
    public void prepare(Topology next, Consumer<Boolean> done) {
        dataPlane.prepare(next).onComplete(ar -> context.runOnContext(v -> done.accept(ar.succeeded())));
    }

    @Override
    public void commit(Topology topology, Runnable done) {
        Future<Void> committed = dataPlane.commit(topology);
        committed.onComplete(ar -> {
            if (ar.failed()) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "the data path did not take on epoch " + topology.epoch(),
                        ar.cause());
            }
            context.runOnContext(v -> done.run());
        });
    }

    @Override
    public void abort() {
        dataPlane.abort();
    }

    @Override
    public void shed() {
        dataPlane.shed();
    }

    @Override
    public void refuse(boolean refuse) {
        dataPlane.refuse(refuse);
    }

    @Override
    public void validUntil(long millis) {
        dataPlane.validUntil(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Override
    public void condemned(List<ServerId> servers) {
        health.condemned(servers);
    }

    @Override
    public void recordsLost() {
        dataPlane.recordsLost();
    }
}
