package io.flotilla.topology;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A data path without requests: nothing is held, and all that it is asked for is done at once. */
final class IdleGate implements Gate {
    private final Executor later;

    /** @param later runs the answers, after the call that asked */
    IdleGate(Executor later) {
        this.later = later;
    }

    @Override
    public void announce(Topology next, Consumer<Boolean> done) {
        later.execute(() -> done.accept(true));
    }

    @Override
    public void prepare(Topology next, Consumer<Boolean> done) {
        later.execute(() -> done.accept(true));
    }

    @Override
    public void commit(Topology topology, Runnable done) {
        later.execute(done);
    }

    @Override
    public void abort() {}

    @Override
    public void shed() {}

    @Override
    public void refuse(boolean refuse) {}

    @Override
    public void validUntil(long millis) {}

    @Override
    public void recordsLost() {}
}
