package io.flotilla.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.config.WhenIsolated;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is left of an older fleet meets a younger one. Of the nodes a, b and c of the older only c is left; d and e have begun
 * another under names of their own.
 */
class OlderFleetTest {
    private static final int TICK = 20;
    private static final Lineage OLDER = new Lineage(1, 0, "older");
    private static final MemberId A = new MemberId("id-a", "a");
    private static final MemberId B = new MemberId("id-b", "b");
    private static final MemberId NEXT_A = new MemberId("id-a2", "a");
    private static final MemberId NEXT_B = new MemberId("id-b2", "b");
    private static final MemberId C = new MemberId("id-c", "c");
    private static final MemberId D = new MemberId("id-d", "d");
    private static final MemberId E = new MemberId("id-e", "e");

    private final TestClock clock = new TestClock(1_000_000);
    private final Timing timing = new Timing(250, 2000, 10_000, false, WhenIsolated.REFUSE, Timing.RETURN_PATIENCE);
    private final Deque<Runnable> later = new ArrayDeque<>();
    private final Map<MemberId, FleetNode> nodes = new LinkedHashMap<>();
    private boolean apart = true;

    @BeforeEach
    void twoFleets() {
        AgreedState agreed = new AgreedState(OLDER, 9, 90, List.of(A, B, C), List.of(), List.of(), List.of(), false);
        boot(C).receive(new Message.Grant(
                A, 3, 1, agreed.ref(), agreed, clock.now, 0, clock.now, 0, 0, List.of(), List.of()));
        boot(D);
        boot(E);
        see(List.of(C), C);
        see(List.of(D, E), D, E);
        pass(8000);
        assertThat(hasLease(D) && hasLease(E)).isTrue();
        assertThat(hasLease(C)).isFalse();
    }

    @Test
    void oneNodeOfAnOlderFleetDoesNotSwitchAYoungerFleetOff() {
        meet(C, D, E);
        for (long end = clock.now + 60_000; clock.now < end; ) {
            pass(TICK);
            assertThat(hasLease(D) && hasLease(E)).as("at " + clock.now).isTrue();
        }
        assertThat(hasLease(C)).isFalse();
    }

    /** Its promise would count, but there is nobody in the place of b. */
    @Test
    void nobodyComesOverToACandidateThatCannotWinByThat() {
        boot(NEXT_A);
        see(List.of(D, E, NEXT_A), D, E, NEXT_A);
        pass(3000);
        meet(C, D, E, NEXT_A);
        for (long end = clock.now + 60_000; clock.now < end; ) {
            pass(TICK);
            assertThat(hasLease(D) && hasLease(E) && hasLease(NEXT_A))
                    .as("at " + clock.now)
                    .isTrue();
        }
    }

    @Test
    void anOlderFleetThatReignsAgainTakesTheYoungerOneIn() {
        meet(C, D, E);
        pass(1000);
        boot(NEXT_A);
        boot(NEXT_B);
        meet(C, D, E, NEXT_A, NEXT_B);
        pass(10_000);
        assertThat(nodes.values()).allSatisfy(n -> {
            assertThat(n.participant().hasLease()).isTrue();
            assertThat(n.participant().applied().lineage()).isEqualTo(OLDER);
            assertThat(n.participant().applied().roster()).hasSize(5);
        });
    }

    private FleetNode boot(MemberId self) {
        FleetNode node = new FleetNode(
                self,
                new Pools(TestPools.of(4)),
                timing,
                clock,
                new Random(self.hashCode()),
                (to, message) -> send(self, to, message),
                new IdleGate(later::add),
                (server, done) -> later.add(() -> done.accept("")),
                new FleetNode.Store() {
                    @Override
                    public void read(Consumer<Optional<AgreedState>> done) {
                        later.add(() -> done.accept(Optional.empty()));
                    }

                    @Override
                    public void write(AgreedState state) {}
                });
        nodes.put(self, node);
        node.start();
        return node;
    }

    private void send(MemberId from, MemberId to, Message message) {
        boolean cut = apart && to.equals(C) != from.equals(C);
        if (nodes.containsKey(to) && !cut) {
            later.add(() -> nodes.get(to).receive(message));
        }
    }

    private void meet(MemberId... all) {
        apart = false;
        see(List.of(all), all);
    }

    private void see(List<MemberId> members, MemberId... by) {
        List.of(by).forEach(m -> nodes.get(m).members(members));
    }

    private boolean hasLease(MemberId member) {
        return nodes.get(member).participant().hasLease();
    }

    private void pass(long millis) {
        for (long end = clock.now + millis; clock.now < end; clock.now += TICK) {
            nodes.values().forEach(FleetNode::tick);
            while (!later.isEmpty()) {
                later.remove().run();
            }
        }
    }
}
