package io.flotilla.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.config.WhenIsolated;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a candidate needs that knows of a roster of three, to which a fourth may have been added. */
class ElectionTest {
    private static final MemberId FIRST = member("a");
    private static final MemberId SELF = member("b");
    private static final MemberId OTHER = member("c");
    private static final MemberId ADDED = member("d");

    private static final AgreedState BASE = state(9, FIRST, SELF, OTHER);
    private static final AgreedState NARROWER = state(10, FIRST, SELF);
    private static final AgreedState WIDER = state(10, FIRST, SELF, OTHER, ADDED);

    private final TestClock clock = new TestClock(10_000);
    private final Presence presence = new Presence(SELF);
    private final List<AgreedState> won = new ArrayList<>();
    private final Election election = election();
    private Participant participant;
    private long term;
    private List<MemberId> asked;

    private static MemberId member(String name) {
        return new MemberId("id-" + name, name);
    }

    private static AgreedState state(long version, MemberId... roster) {
        return new AgreedState(
                new Lineage(1, 0, "fleet"), version, 54, List.of(roster), List.of(), List.of(), List.of(), false);
    }

    private Election election() {
        Timing timing = new Timing(250, 2000, 10_000, false, WhenIsolated.SERVE, Timing.RETURN_PATIENCE);
        Transport transport = (to, message) -> {
            if (message instanceof Message.Elect elect) {
                term = elect.term();
                asked = elect.roster();
            }
        };
        participant = new Participant(SELF, timing, clock, transport, new IdleGate(Runnable::run));
        participant.begin(BASE, new Decision(54, clock.wallMillis(), "b", List.of(), List.of()));
        presence.members(List.of(FIRST, SELF, OTHER, ADDED));
        return new Election(
                SELF, timing, clock, transport, presence, participant, new Random(1), new Election.Outcome() {
                    @Override
                    public void won(
                            long inTerm,
                            AgreedState base,
                            AgreedState inherited,
                            Set<String> lost,
                            Set<MemberId> followers) {
                        won.add(inherited == null ? base : inherited);
                    }

                    @Override
                    public void begin() {
                        throw new AssertionError("there is a fleet");
                    }
                });
    }

    private void promise(MemberId from, boolean granted, AgreedState known, AgreedState accepted) {
        election.onPromise(
                new Message.Promise(from, term, granted, term, known, accepted == null ? 0 : 26, 1, accepted));
    }

    @Test
    void aMajorityOfTheRosterIsEnough() {
        election.standAgain(26, null);
        promise(SELF, true, BASE, null);
        assertThat(won).isEmpty();
        promise(OTHER, true, BASE, null);
        assertThat(won).containsExactly(BASE);
    }

    @Test
    void whatMayHaveBeenAgreedNeedsAMajorityOfItsRosterToo() {
        election.standAgain(26, null);
        promise(SELF, true, BASE, null);
        promise(OTHER, true, BASE, WIDER);
        assertThat(won).isEmpty();
        promise(ADDED, true, BASE, WIDER);
        assertThat(won).containsExactly(WIDER);
    }

    /** Who is in another history by now follows only if it is told that it counts. */
    @Test
    void aCandidateSaysWhosePromisesCountAsFarAsItKnowsByThen() {
        election.standAgain(26, null);
        assertThat(asked).containsExactly(FIRST, SELF, OTHER);
        promise(SELF, true, BASE, null);
        promise(OTHER, true, BASE, WIDER);
        election.standAgain(term, null);
        assertThat(asked).containsExactly(FIRST, SELF, OTHER, ADDED);
    }

    @Test
    void aCandidateThatCannotWinWithThoseWhoAreThereNeedsNobody() {
        presence.members(List.of(SELF, ADDED));
        election.standAgain(26, null);
        assertThat(asked).isEmpty();
        presence.members(List.of(SELF, OTHER, ADDED));
        election.standAgain(term, null);
        assertThat(asked).containsExactly(FIRST, SELF, OTHER);
        presence.members(List.of(SELF, ADDED));
        presence.left(FIRST);
        presence.left(OTHER);
        election.standAgain(term, null);
        assertThat(asked).containsExactly(FIRST, SELF, OTHER);
    }

    /** Half of the four, with the first, follow a coordinator that may be at the next change by now. */
    @Test
    void whoIsContentWithACoordinatorOfTheWiderRosterIsNotTakenFromIt() {
        election.standAgain(26, null);
        promise(SELF, true, BASE, null);
        promise(OTHER, true, BASE, WIDER);
        promise(ADDED, false, WIDER, null);
        assertThat(won).isEmpty();
    }

    @Test
    void theDeadAreNotWaitedFor() {
        presence.left(ADDED);
        presence.left(FIRST);
        election.standAgain(26, null);
        promise(SELF, true, BASE, null);
        promise(OTHER, true, BASE, WIDER);
        assertThat(won).containsExactly(WIDER);
    }

    /** Whoever is missing may be going on with the narrower roster; the third knows the roster before, and is there sometimes. */
    @Test
    void nobodyGoesOnAloneWhileAThirdCountsByTheRosterBefore() {
        presence.members(List.of(SELF));
        for (int i = 0; i < 40; i++) {
            pass();
        }
        standAlone();
        assertThat(participant.target()).isEqualTo(BASE);
        presence.left(OTHER);
        standAlone();
        assertThat(participant.target().roster()).containsExactly(SELF);
    }

    private void standAlone() {
        election.standAgain(term, null);
        promise(SELF, true, BASE, NARROWER);
        pass();
    }

    private void pass() {
        clock.now += 500;
        election.tick();
    }
}
