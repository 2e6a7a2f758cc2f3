package io.flotilla.bench.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OracleIT {
    @Test
    void aFleetNeverReturnsAValueThatIsOlderThanTheLastAcknowledgedWrite() throws InterruptedException {
        OracleRun run = run("--seconds", "15");
        assertThat(run.counts().staleReads()).isEmpty();
        assertThat(run.counts().reads()).isGreaterThan(1000);
        assertThat(run.counts().writes()).isGreaterThan(300);
        // Without a server that left and came back nothing would have been tried.
        assertThat(run.watch().held("eject")).isNotEmpty();
        assertThat(run.watch().held("return")).isNotEmpty();
    }

    @Test
    void proxiesThatDecideEachForItselfAreFoundOut() throws InterruptedException {
        assertThat(run("--nutcracker", "--seconds", "15").counts().stale()).isPositive();
    }

    private static OracleRun run(String... options) throws InterruptedException {
        return new OracleRun(OracleOptions.parse(options), 1).run(null);
    }
}
