package io.flotilla.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.config.WhenIsolated;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a fleet does in the situations it is made for, and how long it takes, in simulated time. */
class FleetScenarioTest {

    /** So that a return is not put off where a test holds it up. */
    private static final int PATIENT = 2500;

    private static SimulatedFleet started(int size, boolean strict) {
        return started(size, strict, WhenIsolated.SERVE, PATIENT);
    }

    private static SimulatedFleet started(int size, boolean strict, WhenIsolated whenIsolated, int returnPatience) {
        SimulatedFleet fleet = new SimulatedFleet(1, size, strict, returnPatience, true);
        for (long seed = 2; fleet.timing.whenIsolated() != whenIsolated; seed++) {
            fleet = new SimulatedFleet(seed, size, strict, returnPatience, true);
        }
        return settled(fleet);
    }

    private static SimulatedFleet settled(SimulatedFleet fleet) {
        fleet.slowDrainPercent = 0;
        for (int i = 0; i < fleet.size(); i++) {
            fleet.boot(i);
            fleet.run(i == 0 ? 1000 : 300);
        }
        fleet.run(3000);
        assertThat(fleet.discord()).isEmpty();
        return fleet;
    }

    /** How long until this is so; fails after the limit. */
    private static long millisUntil(SimulatedFleet fleet, long limit, BooleanSupplier condition) {
        long start = fleet.now();
        while (!condition.getAsBoolean()) {
            assertThat(fleet.now() - start)
                    .as("milliseconds waited\n" + fleet.story())
                    .isLessThan(limit);
            fleet.run(10);
        }
        return fleet.now() - start;
    }

    private static AgreedState applied(SimulatedFleet fleet, int node) {
        return fleet.node(node).machine.participant().applied();
    }

    private static boolean isOut(SimulatedFleet fleet, int node, int server) {
        AgreedState applied = applied(fleet, node);
        return applied != null && applied.isOut(new ServerId("p", "s" + server));
    }

    private static boolean isOutEverywhere(SimulatedFleet fleet, int server) {
        return IntStream.range(0, fleet.size()).allMatch(n -> isOut(fleet, n, server));
    }

    private static boolean isInEverywhere(SimulatedFleet fleet, int server) {
        return IntStream.range(0, fleet.size()).noneMatch(n -> isOut(fleet, n, server));
    }

    @Test
    void aServerThatFailsLeavesEverywhereWithinASecondOfTheFirstSuspicion() {
        SimulatedFleet fleet = started(3, false);
        fleet.server(1, true);
        fleet.suspect(2, 1);
        millisUntil(fleet, 1000, () -> isOutEverywhere(fleet, 1));
        Decision decision = fleet.node(0).machine.participant().ledger().get(0);
        assertThat(decision.changes()).singleElement().satisfies(c -> {
            assertThat(c.action()).isEqualTo("eject");
            assertThat(c.votes()).filteredOn(v -> !v.reached()).hasSizeGreaterThanOrEqualTo(2);
        });
        assertThat(decision.steps()).extracting(Decision.Step::name).containsExactly("voted", "drained", "agreed");
    }

    @Test
    void aServerThatAnswersAgainReturnsAfterTheRetryTimeoutAtOneEpoch() {
        SimulatedFleet fleet = started(3, false);
        fleet.server(1, true);
        millisUntil(fleet, 4000, () -> isOutEverywhere(fleet, 1));
        long epoch = applied(fleet, 0).epoch();
        fleet.server(1, false);
        long millis = millisUntil(fleet, 4000, () -> isInEverywhere(fleet, 1));
        assertThat(millis).isGreaterThan(1500);
        assertThat(IntStream.range(0, 3).mapToLong(n -> applied(fleet, n).epoch()))
                .containsOnly(epoch + 1);
    }

    @Test
    void eachQuickRelapseDoublesTheTimeOut() {
        SimulatedFleet fleet = started(3, false);
        for (int relapses = 0; relapses < 3; relapses++) {
            fleet.server(1, true);
            millisUntil(fleet, 4000, () -> isOutEverywhere(fleet, 1));
            Out out = applied(fleet, 0).outOf(new ServerId("p", "s1")).orElseThrow();
            assertThat(out.millis()).isEqualTo(2000L << relapses);
            fleet.server(1, false);
            millisUntil(fleet, 20_000, () -> isInEverywhere(fleet, 1));
        }
        fleet.run(70_000);
        fleet.server(1, true);
        millisUntil(fleet, 4000, () -> isOutEverywhere(fleet, 1));
        assertThat(applied(fleet, 0)
                        .outOf(new ServerId("p", "s1"))
                        .orElseThrow()
                        .millis())
                .as("after a calm period")
                .isEqualTo(2000);
    }

    @Test
    void aLoneNodeThatCannotReachAServerIsNotBelievedAndSaysSoWithinThreeSeconds() {
        SimulatedFleet fleet = started(3, false);
        long epoch = applied(fleet, 0).epoch();
        fleet.blind(2, 1, true);
        millisUntil(fleet, 3000, () -> fleet.node(2)
                .machine
                .status(java.util.Optional.empty())
                .unready()
                .isPresent());
        fleet.run(5000);
        assertThat(applied(fleet, 0).epoch()).isEqualTo(epoch);
        assertThat(fleet.node(2).machine.status(java.util.Optional.empty()).disbelieved())
                .containsExactly("p/s1");
        assertThat(fleet.node(0).machine.status(java.util.Optional.empty()).nodes())
                .filteredOn(n -> n.name().equals("n2"))
                .allSatisfy(n -> assertThat(n.disbelieved()).containsExactly("p/s1"));
        fleet.blind(2, 1, false);
        millisUntil(
                fleet,
                3000,
                () -> fleet.node(2).machine.status(java.util.Optional.empty()).ready());
    }

    @Test
    void noMoreThanTheAllowedShareOfAPoolLeaves() {
        SimulatedFleet fleet = started(3, false);
        List.of(0, 1, 2, 3).forEach(s -> fleet.server(s, true));
        fleet.run(20_000);
        assertThat(applied(fleet, 0).out()).hasSize(2);
    }

    @Test
    void pinnedServersAndPausedFleetsAreLeftAlone() {
        SimulatedFleet fleet = started(3, false);
        fleet.command(1, "pin", 1);
        fleet.run(500);
        fleet.server(1, true);
        fleet.server(2, true);
        millisUntil(fleet, 4000, () -> isOutEverywhere(fleet, 2));
        assertThat(isInEverywhere(fleet, 1)).isTrue();
        fleet.command(1, "pause", 1);
        fleet.run(500);
        fleet.server(2, false);
        fleet.run(10_000);
        assertThat(isOutEverywhere(fleet, 2)).isTrue();
        fleet.command(1, "resume", 1);
        millisUntil(fleet, 4000, () -> isInEverywhere(fleet, 2));
    }

    @Test
    void whatAnOperatorTookOutStaysOutUntilHeSaysSo() {
        SimulatedFleet fleet = started(3, false);
        fleet.command(2, "drain", 3);
        millisUntil(fleet, 500, () -> isOutEverywhere(fleet, 3));
        fleet.run(30_000);
        assertThat(isOutEverywhere(fleet, 3)).isTrue();
        fleet.command(1, "restore", 3);
        millisUntil(fleet, 500, () -> isInEverywhere(fleet, 3));
    }

    @Test
    void afterTheCoordinatorIsKilledTheNextDecisionComesWithinFourSeconds() {
        SimulatedFleet fleet = started(3, false);
        fleet.kill(0);
        fleet.server(1, true);
        millisUntil(fleet, 4000, () -> isOut(fleet, 1, 1) && isOut(fleet, 2, 1));
        assertThat(fleet.node(1).machine.isReigning() ^ fleet.node(2).machine.isReigning())
                .isTrue();
    }

    @Test
    void aNodeThatHangsDelaysASwitchByItsLeaseAtMostAndCatchesUp() {
        SimulatedFleet fleet = started(3, false);
        fleet.hang(2, true);
        fleet.command(1, "eject", 1);
        millisUntil(fleet, fleet.timing.lease() + 500, () -> isOut(fleet, 0, 1) && isOut(fleet, 1, 1));
        assertThat(isOut(fleet, 2, 1)).isFalse();
        fleet.hang(2, false);
        millisUntil(fleet, 1000, () -> isOut(fleet, 2, 1));
    }

    @Test
    void theMinorityOfASplitFleetChangesNothingAndFollowsWhenItHeals() {
        SimulatedFleet fleet = started(3, false);
        for (int other = 0; other < 2; other++) {
            fleet.cut(2, other, true);
            fleet.cut(other, 2, true);
        }
        fleet.server(1, true);
        fleet.run(30_000);
        assertThat(isOut(fleet, 0, 1) && isOut(fleet, 1, 1)).isTrue();
        assertThat(isOut(fleet, 2, 1)).isFalse();
        assertThat(fleet.node(2).machine.status(java.util.Optional.empty()).isolated())
                .isTrue();
        for (int other = 0; other < 2; other++) {
            fleet.cut(2, other, false);
            fleet.cut(other, 2, false);
        }
        millisUntil(fleet, 5000, () -> applied(fleet, 2)
                .ref()
                .equals(applied(fleet, 0).ref()));
    }

    @Test
    void theYoungerOfTwoNodesGoesOnAloneAfterAWhile() {
        SimulatedFleet fleet = started(2, false);
        long epoch = applied(fleet, 1).epoch();
        fleet.kill(0);
        fleet.server(1, true);
        long millis = millisUntil(fleet, 20_000, () -> isOut(fleet, 1, 1));
        assertThat(millis).isGreaterThan(fleet.timing.forgetAfter());
        assertThat(applied(fleet, 1).epoch()).isGreaterThan(epoch);
    }

    @Test
    void theYoungerOfTwoNodesWaitsForEverWhenItIsToldToBeStrict() {
        SimulatedFleet fleet = started(2, true);
        fleet.kill(0);
        fleet.server(1, true);
        fleet.run(120_000);
        assertThat(isOut(fleet, 1, 1)).isFalse();
        fleet.boot(0);
        millisUntil(fleet, 10_000, () -> isOutEverywhere(fleet, 1));
    }

    @ParameterizedTest
    @EnumSource(WhenIsolated.class)
    void twoNodesThatAreToldToBeStrictNeverBecomeTwoFleets(WhenIsolated whenIsolated) {
        SimulatedFleet fleet = started(2, true, whenIsolated, PATIENT);
        cutApart(fleet, true);
        fleet.server(1, true);
        fleet.run(60_000);
        assertThat(isOut(fleet, 0, 1)).as("the older one decides").isTrue();
        assertThat(isOut(fleet, 1, 1)).as("the younger one changes nothing").isFalse();
        assertThat(fleet.node(1).holdsLease()).isFalse();
        assertThat(fleet.node(1).isServing())
                .as("it goes on by what it knows, unless it is told to refuse")
                .isEqualTo(whenIsolated == WhenIsolated.SERVE);
        cutApart(fleet, false);
        millisUntil(fleet, 5000, () -> isOutEverywhere(fleet, 1));
    }

    @Test
    void twoNodesThatAreNotStrictBecomeTwoFleetsAndOneAgain() {
        SimulatedFleet fleet = started(2, false);
        long epoch = applied(fleet, 0).epoch();
        cutApart(fleet, true);
        fleet.server(1, true);
        millisUntil(fleet, 20_000, () -> isOutEverywhere(fleet, 1));
        assertThat(applied(fleet, 0).lineage()).isNotEqualTo(applied(fleet, 1).lineage());
        long fork = applied(fleet, 1).epoch();
        assertThat(fork).isGreaterThan(epoch);
        cutApart(fleet, false);
        millisUntil(fleet, 10_000, () -> applied(fleet, 1)
                .ref()
                .equals(applied(fleet, 0).ref()));
        assertThat(applied(fleet, 1).epoch()).isGreaterThan(fork);
        assertThat(applied(fleet, 1).lineage().forks())
                .as("the one that had the majority wins")
                .isZero();
    }

    /** The older of two hears of the younger's fleet if that says something in the right moment; so this is tried some times. */
    @Test
    void twoFleetsOfWhichOneHearsTheOtherNeverGiveOneEpochToTwoTopologies() {
        assertThat(LongStream.rangeClosed(1, 20).filter(seed -> twoFleets(seed)).count())
                .as("times that it was heard of")
                .isPositive();
    }

    private static boolean twoFleets(long seed) {
        SimulatedFleet fleet = settled(new SimulatedFleet(seed, 2, false, PATIENT, true));
        fleet.cut(0, 1, true);
        millisUntil(fleet, 20_000, () -> !applied(fleet, 1)
                .lineage()
                .equals(applied(fleet, 0).lineage()));
        long fork = applied(fleet, 1).epoch();
        fleet.run(5000);
        boolean heard = applied(fleet, 0).epoch() > fork;
        for (int server = 1; server < 3; server++) {
            fleet.command(1, "eject", server);
            fleet.run(500);
        }
        assertThat(applied(fleet, 1).out()).hasSize(2);
        fleet.cut(0, 1, false);
        millisUntil(fleet, 10_000, () -> applied(fleet, 1)
                .ref()
                .equals(applied(fleet, 0).ref()));
        return heard;
    }

    private static void cutApart(SimulatedFleet fleet, boolean off) {
        fleet.cut(0, 1, off);
        fleet.cut(1, 0, off);
    }

    @Test
    void aNodeThatHangsLongerThanItsLeaseServesNothingUntilItHasCaughtUp() {
        SimulatedFleet fleet = started(3, false);
        fleet.hang(2, true);
        fleet.command(1, "eject", 1);
        millisUntil(fleet, fleet.timing.lease() + 500, () -> isOut(fleet, 0, 1) && isOut(fleet, 1, 1));
        fleet.run(3000);
        fleet.hang(2, false);
        assertThat(fleet.node(2).isServing()).isFalse();
        millisUntil(fleet, 1000, () -> fleet.node(2).isServing());
        assertThat(isOut(fleet, 2, 1)).isTrue();
    }

    @Test
    void aNodeThatIsIsolatedWhenItGoesOnServesAfterItHasLookedForItsCoordinator() {
        SimulatedFleet fleet = started(3, false);
        fleet.hang(2, true);
        fleet.run(5000);
        for (int other = 0; other < 2; other++) {
            fleet.cut(2, other, true);
            fleet.cut(other, 2, true);
        }
        fleet.hang(2, false);
        long millis = millisUntil(
                fleet, fleet.timing.rejoin() + 500, () -> fleet.node(2).isServing());
        assertThat(millis).isGreaterThanOrEqualTo(fleet.timing.rejoin());
    }

    /** In a cluster that gives members up: the node is alone for a while after it goes on. */
    @Test
    void aNodeThatHangsUntilTheClusterGivesItUpServesNothingUntilItHasCaughtUp() {
        SimulatedFleet fleet = started(3, false);
        fleet.hang(2, true);
        fleet.command(1, "eject", 1);
        millisUntil(fleet, fleet.timing.lease() + 500, () -> isOut(fleet, 0, 1) && isOut(fleet, 1, 1));
        fleet.run(10_000);
        fleet.hang(2, false);
        fleet.node(2).apartUntil = fleet.now() + SimulatedFleet.LONGEST_RETURN;
        millisUntil(
                fleet, SimulatedFleet.LONGEST_RETURN + 2000, () -> fleet.node(2).isServing());
        assertThat(isOut(fleet, 2, 1)).isTrue();
    }

    /** Some nodes have drained for the return and remember it, others cannot any more; nobody knows who has switched. */
    @Test
    void aReturnIsTakenBackWhenTheServerDiesTogetherWithTheCoordinator() {
        SimulatedFleet fleet = started(3, false);
        fleet.command(1, "drain", 3);
        millisUntil(fleet, 500, () -> isOutEverywhere(fleet, 3));
        fleet.node(2).drainMillis = 300;
        fleet.command(1, "restore", 3);
        millisUntil(fleet, 500, () -> fleet.node(1).holding != null && fleet.node(2).holding != null);
        fleet.run(100);
        fleet.kill(0);
        fleet.server(3, true);
        fleet.node(2).drainMillis = 0;
        fleet.run(1000);
        millisUntil(fleet, 5000, () -> IntStream.of(1, 2)
                .allMatch(n -> fleet.node(n).holdsLease() && fleet.node(n).holding == null));
        assertThat(isOut(fleet, 1, 3) && isOut(fleet, 2, 3)).isTrue();
        fleet.command(2, "eject", 1);
        millisUntil(fleet, 1000, () -> isOut(fleet, 1, 1) && isOut(fleet, 2, 1));
        fleet.server(3, false);
        fleet.command(2, "restore", 3);
        millisUntil(fleet, 1000, () -> !isOut(fleet, 1, 3) && !isOut(fleet, 2, 3));
    }

    /**
     * The coordinator alone knows of the return, and is cut off; its successor cannot reach the server, and takes the return
     * back. Whenever it is cut off in turn while the first one is back, no key may go to two servers, which the
     * simulation checks all the time.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aReturnIsNotTakenBackBehindTheBackOfWhoGoesByIt(int lonely) {
        int other = 3 - lonely;
        for (int millis = 500; millis < 9000; millis += 5) {
            SimulatedFleet fleet = started(3, true);
            fleet.command(1, "drain", 3);
            millisUntil(fleet, 500, () -> isOutEverywhere(fleet, 3));
            fleet.network(0, 0, 100);
            fleet.command(0, "restore", 3);
            millisUntil(fleet, 1000, () -> fleet.node(1).holding != null && fleet.node(2).holding != null);
            // What they say still arrives; that it was agreed does not reach them.
            fleet.cut(0, 1, true);
            fleet.cut(0, 2, true);
            millisUntil(fleet, 1000, () -> !isOut(fleet, 0, 3));
            assertThat(isOut(fleet, 1, 3) && isOut(fleet, 2, 3)).isTrue();
            cutBothWays(fleet, 0, 1, true);
            cutBothWays(fleet, 0, 2, true);
            fleet.network(0, 0, 3);
            fleet.blind(1, 3, true);
            fleet.blind(2, 3, true);
            fleet.run(millis);
            cutBothWays(fleet, lonely, other, true);
            cutBothWays(fleet, 0, other, false);
            fleet.blind(other, 3, false);
            fleet.run(6000);
            fleet.heal();
            millisUntil(fleet, 20_000, () -> fleet.discord().isEmpty());
        }
    }

    private static void cutBothWays(SimulatedFleet fleet, int one, int other, boolean off) {
        fleet.cut(one, other, off);
        fleet.cut(other, one, off);
    }

    @Test
    void aReturnIsAnnouncedFirstAndTheLedgerTellsHowLongThatTook() {
        SimulatedFleet fleet = started(3, false);
        fleet.command(1, "drain", 3);
        millisUntil(fleet, 500, () -> isOutEverywhere(fleet, 3));
        fleet.command(1, "restore", 3);
        millisUntil(fleet, 500, () -> isInEverywhere(fleet, 3));
        Decision decision = fleet.node(0).machine.participant().ledger().get(0);
        assertThat(decision.steps())
                .extracting(Decision.Step::name)
                .containsExactly("voted", "ready", "drained", "agreed");
    }

    @Test
    void anEjectionDoesNotWaitForAReturnThatIsBeingPrepared() {
        SimulatedFleet fleet = started(3, false);
        fleet.command(1, "drain", 3);
        millisUntil(fleet, 500, () -> isOutEverywhere(fleet, 3));
        fleet.announceMillis = 4000;
        fleet.command(1, "restore", 3);
        fleet.run(500);
        fleet.command(2, "eject", 1);
        millisUntil(fleet, 500, () -> isOutEverywhere(fleet, 1));
        assertThat(isOutEverywhere(fleet, 3)).isTrue();
        millisUntil(fleet, 9000, () -> isInEverywhere(fleet, 3));
        assertThat(isOutEverywhere(fleet, 1)).isTrue();
    }

    @Test
    void aReturnForWhichANodeDoesNotDrainIsPutOffAndHoldsNobodyForLong() {
        SimulatedFleet fleet = started(3, false, WhenIsolated.SERVE, Timing.RETURN_PATIENCE);
        fleet.command(1, "drain", 3);
        millisUntil(fleet, 500, () -> isOutEverywhere(fleet, 3));
        fleet.node(2).drainMillis = 300;
        fleet.command(1, "restore", 3);
        for (int patience : new int[] {Timing.RETURN_PATIENCE, 4 * Timing.RETURN_PATIENCE}) {
            millisUntil(fleet, 1000, () -> fleet.node(1).holding != null);
            long held = millisUntil(fleet, 300, () -> fleet.node(1).holding == null);
            assertThat(held).isLessThan(patience + 2 * SimulatedFleet.TICK);
        }
        assertThat(isOutEverywhere(fleet, 3)).isTrue();
        fleet.command(2, "eject", 1);
        millisUntil(fleet, 1000, () -> isOutEverywhere(fleet, 1));
        // Each try has more patience than the one before.
        millisUntil(fleet, 5000, () -> isInEverywhere(fleet, 3));
        assertThat(isOutEverywhere(fleet, 1)).isTrue();
    }

    /** Of the time in which a server could return, requests are held for a third at most, however long it goes on. */
    @Test
    void aReturnThatNeverSucceedsDoesNotHoldRequestsMostOfTheTime() {
        SimulatedFleet fleet = started(3, false, WhenIsolated.SERVE, Timing.RETURN_PATIENCE);
        fleet.server(1, true);
        millisUntil(fleet, 4000, () -> isOutEverywhere(fleet, 1));
        fleet.server(1, false);
        fleet.node(2).drainMillis = 1_000_000;
        int held = 0;
        for (int looks = 0; looks < 6000; looks++) {
            fleet.run(10);
            held += fleet.node(1).holding == null ? 0 : 1;
        }
        assertThat(held).as("hundredths of a second of 60 s").isBetween(100, 2200);
        fleet.node(2).drainMillis = 0;
        millisUntil(fleet, 10_000, () -> isInEverywhere(fleet, 1));
    }

    /** It answers probes, but does not delete: it is not tried more often than it is probed. */
    @Test
    void aServerThatDoesNotDeleteIsNotTriedAllTheTime() {
        SimulatedFleet fleet = started(3, false, WhenIsolated.SERVE, Timing.RETURN_PATIENCE);
        fleet.server(1, true);
        millisUntil(fleet, 4000, () -> isOutEverywhere(fleet, 1));
        fleet.server(1, false);
        fleet.node(2).refusesToDelete = true;
        fleet.run(3000);
        long before = fleet.node(1).prepares;
        fleet.run(20_000);
        // Each try is a PREPARE and its end; the probe interval is a second.
        assertThat(fleet.node(1).prepares - before).isBetween(4L, 2L * 20 + 4);
        fleet.node(2).refusesToDelete = false;
        millisUntil(fleet, 4000, () -> isInEverywhere(fleet, 1));
    }

    @Test
    void anEjectionDoesNotWaitForAReturnThatIsHeldFor() {
        SimulatedFleet fleet = started(3, false);
        fleet.command(1, "drain", 3);
        millisUntil(fleet, 500, () -> isOutEverywhere(fleet, 3));
        fleet.node(2).drainMillis = 1000;
        fleet.command(1, "restore", 3);
        millisUntil(fleet, 500, () -> fleet.node(1).holding != null && fleet.node(2).holding != null);
        fleet.node(2).drainMillis = 0;
        fleet.command(2, "eject", 1);
        millisUntil(fleet, 100, () -> isOutEverywhere(fleet, 1));
        millisUntil(fleet, 500, () -> isInEverywhere(fleet, 3));
        assertThat(isOutEverywhere(fleet, 1)).isTrue();
    }

    /** Its PREPARE comes while nodes still turn their event loops to the state before it. */
    @Test
    void aSwitchThatFollowsAnotherHoldsNoLongerThanTheFirst() {
        SimulatedFleet fleet = started(3, false);
        fleet.command(1, "eject", 1);
        millisUntil(fleet, 100, () -> fleet.node(1).holding != null && fleet.node(2).holding != null);
        fleet.command(2, "eject", 2);
        millisUntil(fleet, 500, () -> isOutEverywhere(fleet, 2));
        List<Decision> decisions = fleet.node(0).machine.participant().ledger();
        assertThat(decisions.subList(0, 2)).as(fleet.story()).allSatisfy(d -> assertThat(heldMillis(d))
                .isLessThan(60));
    }

    private static long heldMillis(Decision decision) {
        List<Decision.Step> steps = decision.steps();
        return steps.get(steps.size() - 1).millis() - steps.get(0).millis();
    }

    @Test
    void theOlderOfTwoNodesGoesOnAtOnce() {
        SimulatedFleet fleet = started(2, true);
        fleet.kill(1);
        fleet.server(1, true);
        millisUntil(fleet, 5000, () -> isOut(fleet, 0, 1));
    }

    @Test
    void epochsGrowWhenAFleetThatChangedManyTimesASecondIsRestarted() {
        SimulatedFleet fleet = started(3, false);
        for (int i = 0; i < 40; i++) {
            fleet.command(1, i % 2 == 0 ? "eject" : "restore", 3);
            fleet.run(200);
        }
        long epoch = applied(fleet, 0).epoch();
        restartAll(fleet);
        assertThat(applied(fleet, 0).epoch()).isGreaterThan(epoch);
    }

    @Test
    void epochsGrowWhenTheWholeFleetRestartsAndServersThatFailAreFoundOutFirst() {
        SimulatedFleet fleet = started(3, false);
        fleet.command(1, "eject", 3);
        fleet.run(1000);
        long epoch = applied(fleet, 0).epoch();
        fleet.server(2, true);
        restartAll(fleet);
        assertThat(applied(fleet, 0).epoch()).isGreaterThan(epoch);
        assertThat(isOutEverywhere(fleet, 2)).isTrue();
    }

    private static void restartAll(SimulatedFleet fleet) {
        for (int n = 0; n < 3; n++) {
            fleet.kill(n);
        }
        fleet.run(5000);
        for (int n = 0; n < 3; n++) {
            fleet.boot(n);
        }
        millisUntil(fleet, 5000, () -> IntStream.range(0, 3).allMatch(n -> applied(fleet, n) != null));
    }
}
