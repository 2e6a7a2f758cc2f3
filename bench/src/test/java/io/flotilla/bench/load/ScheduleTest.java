package io.flotilla.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void requestsAreEvenlySpacedFromTheStart() {
        Schedule schedule = Schedule.of(5_000, 1_000, Duration.ofSeconds(2));
        assertThat(schedule.count()).isEqualTo(2_000);
        assertThat(schedule.due(0)).isEqualTo(5_000);
        assertThat(schedule.due(1)).isEqualTo(1_005_000);
        assertThat(schedule.due(1_999)).isEqualTo(1_999_005_000);
    }

    @Test
    void aRateThatDividesNoNanosecondDoesNotDrift() {
        Schedule schedule = Schedule.of(0, 30_000, Duration.ofSeconds(600));
        assertThat(schedule.count()).isEqualTo(18_000_000);
        assertThat(schedule.due(18_000_000)).isEqualTo(600_000_000_000L);
    }

    @Test
    void aStartThatIsNegativeAsNanoTimeMayBeIsOneLikeAnyOther() {
        Schedule schedule = Schedule.of(-1_000_000, 500, Duration.ofSeconds(1));
        assertThat(schedule.due(1) - schedule.due(0)).isEqualTo(2_000_000);
    }
}
