package io.flotilla.topology;

import io.flotilla.config.WhenIsolated;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** A fleet of one node, which reigns, without a network: what it sends to others is lost, time passes when it is told to. */
final class LoneNode {
    static final MemberId SELF = new MemberId("id-1", "node-1");
    private static final int TICK = 50;

    private final TestClock clock = new TestClock(0);
    private final ArrayDeque<Runnable> later = new ArrayDeque<>();
    private final FleetNode node;

    /** What it has said to others. */
    final List<Message> sent = new ArrayList<>();

    LoneNode() {
        node = new FleetNode(
                SELF,
                new Pools(TestPools.of(3)),
                new Timing(250, 2000, 10_000, false, WhenIsolated.SERVE, Timing.RETURN_PATIENCE),
                clock,
                new Random(1),
                (to, message) -> {
                    if (to.equals(SELF)) {
                        later.add(() -> node().receive(message));
                    } else {
                        sent.add(message);
                    }
                },
                new IdleGate(later::add),
                (server, done) -> later.add(() -> done.accept("")),
                new NoStore());
        node.members(List.of(SELF));
        node.start();
        for (int i = 0; i < 200 && !node.isReigning(); i++) {
            pass(TICK);
        }
        if (!node.isReigning()) {
            throw new IllegalStateException("the node does not reign after " + clock.now + " ms");
        }
    }

    FleetNode node() {
        return node;
    }

    /** Lets so many milliseconds pass, and everything happen that follows. */
    void pass(int millis) {
        for (long end = clock.now + millis; clock.now < end; clock.now += TICK) {
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

    private final class NoStore implements FleetNode.Store {
        @Override
        public void read(Consumer<Optional<AgreedState>> done) {
            later.add(() -> done.accept(Optional.empty()));
        }

        @Override
        public void write(AgreedState state) {}
    }
}
