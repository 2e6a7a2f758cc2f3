package io.flotilla.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.config.WhenIsolated;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The coordinator c has left. It may have agreed that a server returns and that x joins; b, the next one, finds that the server does
 * not delete. x is cut off: with a lease of c's, perhaps, by which it sends to the server that has returned.
 */
class ReturnTakenBackTest {
    private static final long TERM = 9;
    private static final int LEASE = 2000;
    private static final MemberId B = new MemberId("id-b", "b");
    private static final MemberId D = new MemberId("id-d", "d");
    private static final MemberId C = new MemberId("id-c", "c");
    private static final MemberId X = new MemberId("id-x", "x");
    private static final ServerId SERVER = new ServerId("p", "s0");
    private static final AgreedState WITHOUT =
            state(5, 50, List.of(new Out(SERVER, Out.Reason.FAILED, 1000, 0)), B, D, C);

    private final TestClock clock = new TestClock(1_000_000);
    private final Deque<Message.Accept> asked = new ArrayDeque<>();

    private static AgreedState state(long version, long epoch, List<Out> out, MemberId... roster) {
        return new AgreedState(
                new Lineage(1000, 0, "fleet"), version, epoch, List.of(roster), out, List.of(), List.of(), false);
    }

    private Reign reign(AgreedState inherited) {
        Presence presence = new Presence(B);
        presence.members(List.of(B, D));
        presence.left(C);
        return new Reign(
                B,
                new Timing(250, LEASE, 10_000, false, WhenIsolated.REFUSE, Timing.RETURN_PATIENCE),
                clock,
                (to, message) -> {
                    if (message instanceof Message.Accept accept && (to.equals(B) || to.equals(D))) {
                        asked.add(new Message.Accept(
                                to, accept.term(), 0, accept.change(), accept.base(), accept.next()));
                    }
                },
                presence,
                List::of,
                TERM,
                WITHOUT,
                inherited,
                Set.of(),
                0,
                Set.of(B, D));
    }

    /** How long it takes until the server is out again for all, at a new epoch. */
    private long takenBackAfter(AgreedState inherited) {
        Reign reign = reign(inherited);
        long start = clock.now;
        reign.onUnable(new Message.Unable(D, TERM, 1));
        while (reign.committed().equals(WITHOUT) && clock.now < start + 10_000) {
            clock.now += 5;
            for (MemberId node : List.of(B, D)) {
                reign.onRenew(new Message.Renew(node, TERM, clock.now, clock.now, WITHOUT.ref(), 0, List.of(), false));
                reign.onDrained(new Message.Drained(node, TERM, 1, true));
            }
            while (!asked.isEmpty()) {
                Message.Accept accept = asked.remove();
                reign.onAccepted(new Message.Accepted(accept.from(), TERM, accept.change()));
            }
        }
        assertThat(reign.committed().isOut(SERVER)).isTrue();
        assertThat(reign.committed().epoch()).isEqualTo(inherited.epoch() + 1);
        return clock.now - start;
    }

    @Test
    void whoDrainedDoesNotWait() {
        assertThat(takenBackAfter(state(6, 51, List.of(), B, D, C))).isLessThan(50);
    }

    @Test
    void whoJoinedWithTheReturnIsWaitedForAsLongAsItMayHaveALease() {
        assertThat(takenBackAfter(state(6, 51, List.of(), B, D, C, X))).isBetween(LEASE + 1L, LEASE + 200L);
    }
}
