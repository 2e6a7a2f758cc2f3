package io.flotilla.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.bench.load.Load;
import io.flotilla.bench.load.Protocol;
import org.junit.jupiter.api.Test;

class ResultsTest {
    private static final Case ROW = new Case(
            "redis-100B-p1-c50",
            new Scene(Protocol.REDIS, 2, 1),
            new Load(Protocol.REDIS, 90, 100, 1, 50, 1),
            Case.Generator.CLOSED_LOOP);

    private final Results results = new Results();

    @Test
    void ratiosAreTakenWithinEachRoundAndTheirMiddleIsTold() {
        add("nutcracker", 0, 10);
        add("flotilla", 0, 5);
        add("nutcracker", 1, 100);
        add("flotilla", 1, 90);
        add("nutcracker", 2, 20);
        add("flotilla", 2, 14);
        assertThat(results.ratio(ROW, "flotilla", "nutcracker", Sample::cpu)).isEqualTo(new Spread(0.7, 0.5, 0.9));
        assertThat(results.of(ROW, "flotilla", Sample::cpu)).isEqualTo(new Spread(14, 5, 90));
    }

    @Test
    void aRoundThatFailedCountsForNothingAndIsInTheReport() {
        add("nutcracker", 0, 10);
        results.add(ROW, "flotilla", Sample.failed(0, "3 errors, the first: -ERR no"));
        add("nutcracker", 1, 10);
        add("flotilla", 1, 5);
        assertThat(results.ratio(ROW, "flotilla", "nutcracker", Sample::cpu)).isEqualTo(new Spread(0.5, 0.5, 0.5));
        assertThat(new Report(results, java.util.Map.of()).markdown())
                .contains("**flotilla**: round 0 failed: 3 errors, the first: -ERR no");
    }

    @Test
    void theMiddleOfAnEvenNumberIsBetweenTheTwo() {
        assertThat(Spread.of(4, 1, 3, 2)).isEqualTo(new Spread(2.5, 1, 4));
    }

    @Test
    void aSpreadIsToldByItsMiddleAndBounds() {
        assertThat(Spread.of(1, 2, 4).text("%.1f")).isEqualTo("2.0 (1.0 - 4.0)");
        assertThat(Spread.of(3).text("%.1f")).isEqualTo("3.0");
        assertThat(Spread.of().text("%.1f")).isEmpty();
        assertThat(Spread.of(1, 2, 4).times(2)).isEqualTo(new Spread(4, 2, 8));
    }

    @Test
    void whatIsMeasuredAgainTakesThePlaceOfWhatWas() {
        add("nutcracker", 0, 10);
        results.add("figure", "nutcracker", 1);
        results.forget(ROW);
        results.forgetFigures("fig");
        assertThat(results.rows()).isEmpty();
        assertThat(results.figures()).isEmpty();
    }

    private void add(String proxy, int round, double cpu) {
        results.add(ROW, proxy, new Sample(round, 1, 1, 1, 1, 1, cpu, 1, 1, 0, 1, null));
    }
}
