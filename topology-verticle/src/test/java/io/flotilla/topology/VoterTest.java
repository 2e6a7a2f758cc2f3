package io.flotilla.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class VoterTest {
    private static final ServerId SERVER = new ServerId("p", "s0");
    private static final String TIMED_OUT = FailureCause.TIMED_OUT.text();
    private static final String REFUSED = FailureCause.REFUSED.text();

    private final Deque<Consumer<String>> probes = new ArrayDeque<>();
    private final List<String> votes = new ArrayList<>();
    private final TestClock clock = new TestClock(0);
    private final Voter voter =
            new Voter(new Pools(TestPools.of(2)), clock, new Random(1), (server, done) -> probes.add(done));

    private void probed(String cause) {
        probes.remove().accept(cause);
    }

    /** All nodes' probes of a hung server end at about the same time; the first of them opens the ballot. */
    @Test
    void aProbeThatHasJustTimedOutIsAVote() {
        voter.look(SERVER);
        clock.now += 500;
        probed(TIMED_OUT);
        clock.now += 150;
        voter.vote(SERVER, votes::add);
        assertThat(votes).containsExactly(TIMED_OUT);
        assertThat(probes).isEmpty();
    }

    @Test
    void oneThatTimedOutAWhileAgoIsNot() {
        voter.look(SERVER);
        probed(TIMED_OUT);
        clock.now += 300;
        voter.vote(SERVER, votes::add);
        assertThat(votes).isEmpty();
        probed("");
        assertThat(votes).containsExactly("");
    }

    @Test
    void aServerThatAnsweredSinceIsProbedAnew() {
        voter.look(SERVER);
        probed(TIMED_OUT);
        voter.look(SERVER);
        probed("");
        voter.vote(SERVER, votes::add);
        assertThat(probes).hasSize(1);
    }

    /** It may have been restarted; and to ask again takes no time. */
    @Test
    void aServerThatRefusedIsProbedAnew() {
        voter.look(SERVER);
        probed(REFUSED);
        voter.vote(SERVER, votes::add);
        assertThat(votes).isEmpty();
        assertThat(probes).hasSize(1);
    }

    @Test
    void aProbeThatIsUnderWayIsTheVote() {
        voter.look(SERVER);
        voter.vote(SERVER, votes::add);
        assertThat(probes).hasSize(1);
        probed(TIMED_OUT);
        assertThat(votes).containsExactly(TIMED_OUT);
    }
}
