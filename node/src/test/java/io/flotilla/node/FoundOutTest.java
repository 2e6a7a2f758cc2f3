package io.flotilla.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.stats.EjectionLog;
import io.flotilla.topology.Decision;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoundOutTest {
    private final EjectionLog log = new EjectionLog(Clock.systemUTC());

    @Test
    void whatThisNodeFoundOutIsCounted() {
        count(decision("n1", 1000, "found-out"));

        assertThat(log.ejects("p")).isEqualTo(1);
        assertThat(log.ejectedAtMicros("p", "a")).isPositive();
    }

    @Test
    void whatAnotherNodeOrAnEarlierProcessFoundOutIsNot() {
        count(decision("n2", 1000, "found-out"));
        count(decision("n1", 999, "found-out"));
        count(decision("n1", 1000, "eject"));

        assertThat(log.ejects("p")).isZero();
        assertThat(log.ejectedAtMicros("p", "a")).isZero();
    }

    private void count(Decision decision) {
        new FoundOut("n1", 1000).count(List.of(decision), log);
    }

    private static Decision decision(String node, long at, String action) {
        return new Decision(
                1, at, node, List.of(new Decision.Change(action, "p", "a", "refused", List.of())), List.of());
    }
}
