package io.flotilla.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PromisesTest {
    private static final MemberId SELF = new MemberId("id-1", "node-1");
    private static final Lineage LINEAGE = new Lineage(1, 0, "x");
    private static final Lineage ANOTHER = new Lineage(0, 0, "y");
    private static final AgreedState BASE =
            new AgreedState(LINEAGE, 1, 10, List.of(SELF), List.of(), List.of(), List.of(), false);
    private static final AgreedState ONE = BASE.numbered(LINEAGE, 2, 11);
    private static final AgreedState OTHER = ONE.withPaused(true);

    private final Promises promises = new Promises();

    private AgreedState accepted() {
        return promises.answer(SELF, 9, true, BASE).accepted();
    }

    @Test
    void ofTwoProposalsOfOneTermTheLaterOneIsRememberedInWhateverOrderTheyCome() {
        promises.follow(3);
        assertThat(promises.accept(ONE, 3, 1)).isTrue();
        assertThat(promises.accept(OTHER, 3, 2)).isTrue();
        assertThat(promises.accept(ONE, 3, 1)).as("late").isFalse();
        assertThat(accepted()).isEqualTo(OTHER);
        assertThat(promises.accept(OTHER, 3, 2)).as("again").isTrue();
    }

    @Test
    void nothingIsRememberedForACoordinatorWhoseTermIsOver() {
        promises.follow(3);
        promises.give(4, SELF);
        assertThat(promises.accept(ONE, 3, 1)).isFalse();
        assertThat(accepted()).isNull();
    }

    @Test
    void whoFollowsALaterTermHasPromisedItToNobody() {
        promises.give(4, SELF);
        promises.follow(4);
        assertThat(promises.isGiven(4, SELF)).as("who won").isTrue();
        promises.follow(5);
        assertThat(promises.isGiven(5, SELF)).as("another won term 5").isFalse();
    }

    @Test
    void whatItsCoordinatorGaveUpIsForgotten() {
        promises.follow(3);
        promises.accept(ONE, 3, 1);
        promises.givenUp(3, 1);
        assertThat(accepted()).as("it is what is under way").isEqualTo(ONE);
        promises.givenUp(2, 0);
        assertThat(accepted()).as("an earlier coordinator cannot know").isEqualTo(ONE);
        promises.givenUp(3, 2);
        assertThat(accepted()).isNull();
    }

    @Test
    void whatALaterCoordinatorDidNotTakeUpIsForgottenOnlyOnceItMakesNothing() {
        promises.follow(3);
        promises.accept(ONE, 3, 1);
        promises.givenUp(4, 1);
        assertThat(accepted()).as("it may be what that one makes").isEqualTo(ONE);
        promises.givenUp(4, 0);
        assertThat(accepted()).isNull();
    }

    @Test
    void whatIsAgreedSettlesWhatWasRememberedForItsVersion() {
        promises.follow(3);
        promises.accept(ONE, 3, 1);
        promises.settle(BASE);
        assertThat(accepted()).isEqualTo(ONE);
        promises.settle(OTHER);
        assertThat(accepted()).isNull();
    }

    @Test
    void whatIsPromisedInAHistoryBindsThereAgainAndNowhereElse() {
        promises.turnTo(LINEAGE);
        promises.follow(3);
        promises.accept(ONE, 3, 1);
        promises.give(4, SELF);

        promises.turnTo(ANOTHER);
        assertThat(promises.term()).isZero();
        assertThat(promises.termIn(LINEAGE)).isEqualTo(4);
        assertThat(promises.isGiven(4, SELF)).isFalse();
        assertThat(accepted()).isNull();
        promises.follow(9);
        promises.settle(OTHER.numbered(ANOTHER, 20, 30));

        promises.turnTo(LINEAGE);
        assertThat(promises.term()).isEqualTo(4);
        assertThat(promises.termIn(ANOTHER)).isEqualTo(9);
        assertThat(promises.isGiven(4, SELF)).isTrue();
        assertThat(accepted()).isEqualTo(ONE);
    }

    @Test
    void whatIsAgreedInOneHistorySettlesNothingInAnother() {
        promises.turnTo(LINEAGE);
        promises.follow(3);
        promises.accept(ONE, 3, 1);
        promises.settle(OTHER.numbered(ANOTHER, 20, 30));
        assertThat(accepted()).isEqualTo(ONE);
    }

    @Test
    void ofManyHistoriesTheOnesThatWereLeftLastAreKept() {
        for (int i = 0; i <= Promises.HISTORIES + 1; i++) {
            promises.turnTo(new Lineage(i, 0, "x"));
            promises.follow(100 + i);
        }
        assertThat(promises.termIn(new Lineage(0, 0, "x"))).isZero();
        assertThat(promises.termIn(new Lineage(1, 0, "x"))).isEqualTo(101);
    }

    @Test
    void theFirstHistoryThatIsKnownTakesOnWhatWasPromisedBefore() {
        promises.give(4, SELF);
        promises.turnTo(LINEAGE);
        assertThat(promises.isGiven(4, SELF)).isTrue();
    }
}
