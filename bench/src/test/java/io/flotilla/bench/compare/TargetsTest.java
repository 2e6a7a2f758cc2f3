package io.flotilla.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.flotilla.bench.load.Protocol;
import org.junit.jupiter.api.Test;

class TargetsTest {
    private final Results results = new Results();

    @Test
    void aTargetIsReachedIfEveryRoundReachesItAndMostlyIfTheMedianDoes() {
        assertThat(verdict(true, 0.8, 0.85, 0.7)).isEqualTo(Target.Verdict.REACHED);
        assertThat(verdict(true, 0.8, 0.86, 0.7)).isEqualTo(Target.Verdict.MOSTLY);
        assertThat(verdict(true, 0.9, 0.86, 0.7)).isEqualTo(Target.Verdict.MISSED);
        assertThat(verdict(false, 0.9, 0.86, 0.85)).isEqualTo(Target.Verdict.REACHED);
        assertThat(verdict(false, 0.9, 0.86, 0.84)).isEqualTo(Target.Verdict.MOSTLY);
        assertThat(verdict(false, 0.8, 0.86, 0.84)).isEqualTo(Target.Verdict.MISSED);
        assertThat(verdict(true)).isEqualTo(Target.Verdict.UNKNOWN);
    }

    private Target.Verdict verdict(boolean atMost, double... values) {
        return new Target("m", "p", atMost, 0.85, "x", r -> Spread.of(values), r -> "").verdict(results);
    }

    @Test
    void everyTargetHasARowOrAFigureThatTheTableSelectionMeasures() {
        for (Case row : Cases.table()) {
            for (String proxy : new String[] {
                "flotilla-epoll", "flotilla-io_uring", "flotilla-epoll-loops2", "flotilla-io_uring-loops2",
                "flotilla-alone", "flotilla-in-fleet-of-3", "nutcracker", "haproxy-tcp"
            }) {
                results.add(row, proxy, sample(0, 1, 2));
            }
        }
        for (String proxy : new String[] {"flotilla-epoll", "flotilla-io_uring", "flotilla-in-fleet-of-3"}) {
            LargeValues.FIGURES.forEach(figure -> results.add(figure, proxy, 1));
            MemoryUse.FIGURES.forEach(figure -> results.add(figure, proxy, 1));
            results.add(Probes.START_ALONE, proxy, 1);
            results.add(Probes.START_JOINING, proxy, 1);
        }
        assertThat(Targets.all())
                .allSatisfy(target ->
                        assertThat(target.verdict(results)).as(target.measure()).isNotEqualTo(Target.Verdict.UNKNOWN));
    }

    @Test
    void theTableSaysWhatIsReachedWhatNotAndWhatWasNotMeasured() {
        Case row = Cases.pipelined(Protocol.REDIS, 16);
        results.add(row, "nutcracker", sample(0, 100, 3.0));
        results.add(row, "flotilla-epoll", sample(0, 150, 0.9));
        assertThat(new TargetTable(results).markdown())
                .contains("| redis, CPU per request, pipeline 16 | flotilla-epoll | <= 0.40x | 0.30x | reached |")
                .contains("| redis, requests/s, pipeline 16 | flotilla-epoll | >= 1.80x | 1.50x | **not reached** |")
                .contains("| redis, CPU per request, pipeline 16 | flotilla-io_uring | <= 0.30x |  | not measured |");
    }

    @Test
    void whatTwoLoopsCarryIsTwiceWhatOneDoesIfARequestCostsTheSame() {
        Case row = Cases.loops();
        results.add(row, "flotilla-epoll", sample(0, 100, 1.0));
        results.add(row, "flotilla-epoll-loops2", sample(0, 100, 1.25));
        Target target = Targets.all().stream()
                .filter(each -> each.measure().startsWith("two loops against one, 2 x"))
                .findFirst()
                .orElseThrow();
        assertThat(target.value().apply(results).median()).isCloseTo(1.6, within(1e-9));
    }

    private static Sample sample(int round, double rate, double cpu) {
        return new Sample(round, rate, 1, 1, 1, 1, cpu, 1, 1, 0, 1, null);
    }
}
