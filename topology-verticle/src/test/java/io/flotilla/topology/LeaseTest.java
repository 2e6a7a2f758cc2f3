package io.flotilla.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.config.WhenIsolated;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LeaseTest {
    private static final int LEASE = 2000;
    private static final int TICK = 20;

    private final Timing timing = new Timing(250, LEASE, 10_000, false, WhenIsolated.SERVE, Timing.RETURN_PATIENCE);
    private final ToldGate gate = new ToldGate();
    private final TestClock clock = new TestClock(1_000_000);
    private final Lease lease = new Lease(timing, clock, gate);

    /** Knows until when requests may go by the topology. */
    private static final class ToldGate implements Gate {
        private long validUntil;
        private boolean refuses;

        @Override
        public void validUntil(long millis) {
            validUntil = millis;
        }

        @Override
        public void announce(Topology next, Consumer<Boolean> done) {
            throw new AssertionError();
        }

        @Override
        public void prepare(Topology next, Consumer<Boolean> done) {
            throw new AssertionError();
        }

        @Override
        public void commit(Topology topology, Runnable done) {
            throw new AssertionError();
        }

        @Override
        public void abort() {
            throw new AssertionError();
        }

        @Override
        public void shed() {
            throw new AssertionError();
        }

        @Override
        public void refuse(boolean refuse) {
            refuses = refuse;
        }

        @Override
        public void recordsLost() {
            throw new AssertionError();
        }
    }

    private boolean serves() {
        return clock.now < gate.validUntil;
    }

    private void awake(long millis) {
        for (long end = clock.now + millis; clock.now < end; ) {
            clock.now += TICK;
            lease.tick();
        }
    }

    private void asleep(long millis) {
        clock.now += millis;
        lease.tick();
    }

    private long millisUntilItServes() {
        long from = clock.now;
        while (!serves()) {
            assertThat(clock.now - from).isLessThan(60_000);
            awake(TICK);
        }
        return clock.now - from;
    }

    private void hold() {
        lease.extend(clock.now + LEASE);
        awake(100);
        assertThat(serves()).isTrue();
    }

    @Test
    void whoIsAwakeWhenItsLeaseEndsServesOnWithoutAGap() {
        hold();
        for (int i = 0; i < 500; i++) {
            awake(TICK);
            assertThat(serves()).isTrue();
        }
        assertThat(lease.isHeld()).isFalse();
    }

    @Test
    void whoSleptPastItsLeaseServesNothingForAsLongAsTheClusterMayTakeToLetItIn() {
        hold();
        asleep(LEASE + 4000);
        assertThat(serves()).isFalse();
        assertThat(millisUntilItServes()).isBetween(timing.rejoin(), timing.rejoin() + 100);
    }

    @Test
    void whoSleptPastItsLeaseServesAsSoonAsItHasOneAgain() {
        hold();
        asleep(60_000);
        awake(500);
        assertThat(serves()).isFalse();
        hold();
    }

    @Test
    void aShortNapDoesNotEndTheSearchAfterALongSleep() {
        hold();
        asleep(LEASE + 4000);
        awake(3000);
        asleep(1500);
        assertThat(millisUntilItServes()).isGreaterThan(timing.rejoin() - 5000);
    }

    @Test
    void whoSleptForLessThanALeaseLooksOnlyAsLongAsASilentCoordinatorIsWaitedFor() {
        hold();
        asleep(LEASE - 50);
        assertThat(serves()).isFalse();
        assertThat(millisUntilItServes()).isBetween(timing.silence(), timing.silence() + 100);
    }

    @Test
    void whoIsToRefuseRefusesFromTheEndOfItsLeaseAndNeverGoesOnWithoutOne() {
        Lease refusing = refusing();
        refusing.start();
        assertThat(gate.refuses).isTrue();
        refusing.extend(clock.now + LEASE);
        assertThat(gate.refuses).isFalse();
        long end = clock.now + LEASE;
        for (int i = 0; i < 500; i++) {
            clock.now += TICK;
            refusing.tick();
            assertThat(gate.refuses).isEqualTo(clock.now >= end);
        }
        assertThat(gate.validUntil).isEqualTo(end);
    }

    @Test
    void whoIsToRefuseHoldsRequestsAfterANapUntilItHasLookedForItsCoordinator() {
        Lease refusing = refusing();
        refusing.extend(clock.now + LEASE);
        clock.now += LEASE + 500;
        refusing.tick();
        assertThat(serves()).isFalse();
        assertThat(gate.refuses).isFalse();
        for (long end = clock.now + timing.rejoin(); clock.now < end; ) {
            clock.now += TICK;
            refusing.tick();
            assertThat(serves()).isFalse();
        }
        assertThat(gate.refuses).isTrue();

        refusing.extend(clock.now + LEASE);
        assertThat(gate.refuses).isFalse();
        assertThat(serves()).isTrue();
    }

    @Test
    void whoIsToRefuseAndSleptAShortWhileIsNotToldToGoOnFirst() {
        Lease refusing = refusing();
        refusing.extend(clock.now + LEASE);
        for (long end = clock.now + LEASE - 400; clock.now < end; ) {
            clock.now += TICK;
            refusing.tick();
        }
        clock.now += 900;
        refusing.tick();
        assertThat(serves()).isFalse();
        assertThat(gate.refuses).isTrue();
    }

    private Lease refusing() {
        Timing refuse = new Timing(250, LEASE, 10_000, false, WhenIsolated.REFUSE, Timing.RETURN_PATIENCE);
        return new Lease(refuse, clock, gate);
    }
}
