package io.flotilla.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.topology.Topology;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class EjectionLogTest {
    private final EjectionLog log = new EjectionLog(Clock.fixed(Instant.ofEpochMilli(1500), ZoneOffset.UTC));

    @Test
    void anEjectionIsCountedOnceWhileTheServerStaysOut() {
        log.observe(Topology.INITIAL);
        log.observe(out(1, "a"));
        log.observe(out(2, "a", "b"));

        assertThat(log.ejects("p")).isEqualTo(2);
        assertThat(log.ejectedAtMicros("p", "a")).isEqualTo(1_500_000);
        assertThat(log.topology().epoch()).isEqualTo(2);
    }

    @Test
    void aReturnKeepsTheTimeAndTheNextEjectionCountsAgain() {
        log.observe(Topology.INITIAL);
        log.observe(out(1, "a"));
        log.observe(out(2));

        assertThat(log.ejects("p")).isEqualTo(1);
        assertThat(log.ejectedAtMicros("p", "a")).isEqualTo(1_500_000);

        log.observe(out(3, "a"));
        assertThat(log.ejects("p")).isEqualTo(2);
    }

    @Test
    void whatWasOutBeforeThisNodeStartedIsNotCounted() {
        log.observe(out(9, "a"));

        assertThat(log.ejects("p")).isZero();
        assertThat(log.ejectedAtMicros("p", "a")).isZero();
    }

    @Test
    void whatThisNodeFoundOutAtItsStartIsCounted() {
        log.observe(out(9, "a", "b"));
        log.foundOut("p", "a");

        assertThat(log.ejects("p")).isEqualTo(1);
        assertThat(log.ejectedAtMicros("p", "a")).isEqualTo(1_500_000);
        assertThat(log.ejectedAtMicros("p", "b")).isZero();
    }

    private static Topology out(long epoch, String... servers) {
        return new Topology(epoch, new TreeMap<>(Map.of("p", new TreeSet<>(java.util.List.of(servers)))));
    }
}
