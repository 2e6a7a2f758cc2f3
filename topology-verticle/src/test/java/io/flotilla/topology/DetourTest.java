package io.flotilla.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.config.WhenIsolated;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node that is needed by a candidate of an older fleet, of which nothing more is heard, comes back to its own. */
class DetourTest {
    private static final MemberId SELF = member("n");
    private static final MemberId COORDINATOR = member("d");
    private static final MemberId NEXT = member("z");
    private static final MemberId STRANGER = member("k");
    private static final Lineage OLDER = new Lineage(1, 0, "older");
    private static final AgreedState BASE = new AgreedState(
            new Lineage(1000, 0, "own"),
            7,
            70,
            List.of(COORDINATOR, SELF, NEXT),
            List.of(),
            List.of(),
            List.of(),
            false);
    private static final AgreedState EJECTED = BASE.withOut(
                    new Out(new ServerId("p", "s0"), Out.Reason.FAILED, 1000, 0))
            .numbered(BASE.lineage(), 8, 71);

    private final TestClock clock = new TestClock(1_000_000);
    private final List<Message> sent = new ArrayList<>();
    private final Participant node = new Participant(
            SELF,
            new Timing(250, 2000, 10_000, false, WhenIsolated.REFUSE, Timing.RETURN_PATIENCE),
            clock,
            (to, message) -> sent.add(message),
            new IdleGate(Runnable::run));

    private static MemberId member(String name) {
        return new MemberId("id-" + name, name);
    }

    @BeforeEach
    void follow() {
        grant(COORDINATOR, 5, 1, BASE);
        node.receive(new Message.Prepare(COORDINATOR, 5, 2, 1, BASE, EJECTED, false));
        assertThat(last()).isEqualTo(new Message.Drained(SELF, 5, 1, true));
    }

    private void grant(MemberId from, long term, long seq, AgreedState state) {
        node.receive(new Message.Grant(
                from, term, seq, state.ref(), state, clock.now, 2000, clock.now, 1, 1, List.of(), List.of()));
    }

    private Message last() {
        return sent.get(sent.size() - 1);
    }

    /** The older fleet is heard of, once, and gives an order or none. */
    private void detour(Runnable heard) {
        heard.run();
        assertThat(node.lineage()).isEqualTo(OLDER);
        assertThat(node.hasLease()).isFalse();
        clock.now += 2100;
        node.tick();
        assertThat(node.lineage()).isEqualTo(BASE.lineage());
    }

    private void elects() {
        StateRef ref = new StateRef(OLDER, 3, 30);
        node.onElect(new Message.Elect(STRANGER, 1, ref, List.of(STRANGER, SELF)), true);
    }

    /** With an epoch below, so that this node does not take it over. */
    private void reigns() {
        reigns(2);
    }

    private void reigns(long term) {
        AgreedState theirs =
                new AgreedState(OLDER, 3, 30, List.of(STRANGER, SELF), List.of(), List.of(), List.of(), false);
        node.receive(new Message.Grant(
                STRANGER, term, 1, theirs.ref(), theirs, -1, 0, clock.now, 0, 0, List.of(), List.of()));
    }

    private void isTold() {
        node.onElect(new Message.Elect(NEXT, 6, BASE.ref(), BASE.roster()), false);
        assertThat(last()).isEqualTo(new Message.Promise(SELF, 6, true, 6, BASE, 5, 1, EJECTED));
    }

    @Test
    void aLaterCandidateLearnsOfWhatWasAcceptedBeforeACandidateWasHeardOf() {
        detour(this::elects);
        isTold();
    }

    @Test
    void aLaterCandidateLearnsOfWhatWasAcceptedBeforeACoordinatorWasHeardOf() {
        detour(this::reigns);
        isTold();
    }

    @Test
    void whatWasPromisedBeforeHoldsAfterwards() {
        clock.now += 3000;
        node.onElect(new Message.Elect(NEXT, 6, BASE.ref(), BASE.roster()), false);
        detour(this::elects);
        grant(COORDINATOR, 5, 3, BASE);
        assertThat(last()).isEqualTo(new Message.Refused(SELF, 6));
        assertThat(node.hasLease()).isFalse();
    }

    /** What it says to one that it has promised not to follow does not make it leave its own fleet. */
    @Test
    void aCoordinatorOfTheOlderFleetWhoseTermIsOverIsNotFollowed() {
        node.onElect(new Message.Elect(STRANGER, 9, new StateRef(OLDER, 3, 30), List.of(STRANGER, SELF)), true);
        clock.now += 2100;
        node.tick();
        reigns();
        assertThat(last()).isEqualTo(new Message.Refused(SELF, 9));
        assertThat(node.lineage()).isEqualTo(BASE.lineage());
    }

    /** Terms and switches are counted in each history: the same numbers mean another switch there. */
    @Test
    void aCoordinatorOfTheOlderFleetIsNotToldOfTheSwitchThatItsOwnAskedFor() {
        reigns(5);
        assertThat(last()).isInstanceOfSatisfying(Message.Renew.class, renew -> {
            assertThat(renew.term()).isEqualTo(5);
            assertThat(renew.drained()).isZero();
        });
    }
}
