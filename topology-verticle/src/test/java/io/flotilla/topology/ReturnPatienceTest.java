package io.flotilla.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReturnPatienceTest {
    private static final long SHORTEST = 25;
    private static final long LONGEST = 2500;

    private final ReturnPatience patience = new ReturnPatience(SHORTEST, LONGEST);
    private long now;

    @Test
    void threeTriesAreShortAndThenItDoublesUpToTheLongest() {
        assertThat(LongStream.generate(this::giveUp).limit(12))
                .containsExactly(25L, 25L, 25L, 50L, 100L, 200L, 400L, 800L, 1600L, 2500L, 2500L, 2500L);
    }

    @Test
    void nobodyIsHeldForLongInTheSecondInWhichAServerThatHangsIsEjected() {
        long longest = 0;
        long held = giveUp();
        while (now - held < 1000) {
            longest = Math.max(longest, held);
            held = giveUp();
        }
        assertThat(longest).isEqualTo(2 * SHORTEST);
    }

    @Test
    void requestsFlowForTwiceAsLongAsTheyWereHeld() {
        patience.givenUp(1000, 400);
        assertThat(patience.mayTry(1799)).isFalse();
        assertThat(patience.mayTry(1800)).isTrue();
    }

    @Test
    void aShortHoldIsFollowedByAPauseAllTheSame() {
        patience.givenUp(1000, 1);
        assertThat(patience.mayTry(1249)).isFalse();
        assertThat(patience.mayTry(1250)).isTrue();
    }

    @Test
    void whatWasNeededIsKeptAndWhatWasNotIsTakenBack() {
        LongStream.generate(this::giveUp).limit(5).forEach(given -> {});
        assertThat(patience.limit()).isEqualTo(200);

        patience.returned(150);
        assertThat(patience.limit()).isEqualTo(200);
        patience.returned(20);
        assertThat(patience.limit()).isEqualTo(100);
        assertThat(giveUp()).as("it is no short try").isEqualTo(100);
        assertThat(patience.limit()).isEqualTo(200);
    }

    @Test
    void afterAReturnThatWasQuickThreeTriesAreShortAgain() {
        giveUp();
        giveUp();
        patience.returned(3);

        assertThat(LongStream.generate(this::giveUp).limit(4)).containsExactly(25L, 25L, 25L, 50L);
    }

    @Test
    void aLongestThatIsShorterThanTheFirstDoublingIsTheLongest() {
        ReturnPatience short30 = new ReturnPatience(SHORTEST, 30);
        LongStream.range(0, 5).forEach(i -> short30.givenUp(i * 1000, 25));
        assertThat(short30.limit()).isEqualTo(30);
    }

    /** A try that does not succeed as soon as it may be made; returns how long it held. */
    private long giveUp() {
        while (!patience.mayTry(now)) {
            now++;
        }
        long held = patience.limit();
        now += held;
        patience.givenUp(now, held);
        return held;
    }
}
