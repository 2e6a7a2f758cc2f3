package io.flotilla.bench.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class SwitchLogTest {
    private static final String SERVER = "127.0.0.1:7001";
    private static final long NOON = LocalDateTime.of(2026, 3, 4, 12, 0)
            .atZone(ZoneId.systemDefault())
            .toInstant()
            .toEpochMilli();

    private final SwitchLog log = new SwitchLog("""
            [2026-03-04 12:00:00.000] info Node: ready at epoch 7
            [2026-03-04 12:00:01.250] info TopologyVerticle: epoch 8: eject p/127.0.0.1:7001: Connection refused, 2 of 2 cannot reach it (by a; voted 3 ms)
            [2026-03-04 12:00:01.900] info Reign: put off after 41 ms of holding: return p/127.0.0.1:7001: answers again (by a; voted 3 ms)
            [2026-03-04 12:00:02.000] info TopologyVerticle: epoch 9: eject p/127.0.0.1:7002: Connection refused (by a), return p/127.0.0.1:7001: answers again (by a)
            [2026-03-04 12:00:03.000] info TopologyVerticle: epoch 10: eject p/127.0.0.1:7001: Connection timed out (by a)
            """);

    @Test
    void aServerIsOutFromItsEjectionToItsReturn() {
        assertThat(log.isOut(SERVER, NOON + 1250)).isFalse();
        assertThat(log.isOut(SERVER, NOON + 1251)).isTrue();
        assertThat(log.isOut(SERVER, NOON + 2500)).isFalse();
        assertThat(log.isOut("127.0.0.1:7002", NOON + 2500)).isTrue();
        assertThat(log.isOut("127.0.0.1:700", NOON + 2500)).isFalse();
        assertThat(log.countOut(NOON + 2500)).isOne();
        assertThat(log.countOut(NOON + 3001)).isEqualTo(2);
    }

    @Test
    void whatWasHeldInVainIsFound() {
        assertThat(log.putOff()).containsExactly(41L);
    }

    @Test
    void theFirstEjectionAfterATimeIsFound() {
        assertThat(log.ejected(SERVER, NOON)).hasValue(NOON + 1250);
        assertThat(log.ejected(SERVER, NOON + 1300)).hasValue(NOON + 3000);
        assertThat(log.ejected(SERVER, NOON + 3001)).isEmpty();
    }
}
