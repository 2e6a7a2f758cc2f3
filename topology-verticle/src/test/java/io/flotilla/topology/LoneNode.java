package io.flotilla.topology;

import io.flotilla.config.WhenIsolated;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** A fleet of one node, which reigns, without a network: what it sends to others is lost, time passes when it is told to. */
final class LoneNode implements Gate {
    static final MemberId SELF = new MemberId("id-1", "node-1");
    private static final int TICK = 50;

    private final ArrayDeque<Runnable> later = new ArrayDeque<>();
    private final FleetNode node;
    private long now;

    LoneNode() {
        Clock clock = new Clock() {
            @Override
            public long millis() {
                return now;
            }

            @Override
            public long wallMillis() {
                return 1_700_000_000_000L + now;
            }
        };
        node = new FleetNode(
                SELF,
                new Pools(TestPools.of(3)),
                new Timing(250, 2000, 10_000, false, WhenIsolated.SERVE, Timing.RETURN_PATIENCE),
                clock,
                new Random(1),
                (to, message) -> {
                    if (to.equals(SELF)) {
                        later.add(() -> node().receive(message));
                    }
                },
                this,
                (server, done) -> later.add(() -> done.accept("")),
                new NoStore());
        node.members(List.of(SELF));
        node.start();
        for (int i = 0; i < 200 && !node.isReigning(); i++) {
            pass(TICK);
        }
        if (!node.isReigning()) {
            throw new IllegalStateException("the node does not reign after " + now + " ms");
        }
    }

    FleetNode node() {
        return node;
    }

    /** Lets so many milliseconds pass, and everything happen that follows. */
    void pass(int millis) {
        for (long end = now + millis; now < end; now += TICK) {
            settle();
            node.tick();
        }
        settle();
    }

    private void settle() {
        for (int i = 0; i < 1000 && !later.isEmpty(); i++) {
            later.poll().run();
        }
    }

    @Override
    public void announce(Topology next, Consumer<Boolean> done) {
        later.add(() -> done.accept(true));
    }

    @Override
    public void prepare(Topology next, Consumer<Boolean> done) {
        later.add(() -> done.accept(true));
    }

    @Override
    public void commit(Topology topology, Runnable done) {
        later.add(done);
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

    private final class NoStore implements FleetNode.Store {
        @Override
        public void read(Consumer<Optional<AgreedState>> done) {
            later.add(() -> done.accept(Optional.empty()));
        }

        @Override
        public void write(AgreedState state) {}
    }
}
