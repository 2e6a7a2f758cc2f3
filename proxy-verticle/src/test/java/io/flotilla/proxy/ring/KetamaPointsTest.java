package io.flotilla.proxy.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.config.Distribution;
import io.flotilla.config.KeyHash;
import io.flotilla.config.PoolConfig;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KetamaPointsTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 24, 26, 48, 99, 1000})
    void anEqualServerHas160Points(int servers) {
        assertThat(KetamaPoints.count(1, servers, servers)).isEqualTo(160);
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 47, 50, 55, 61, 71, 94, 100})
    void roundingTakesFourPointsFromEqualServersOfSomeCounts(int servers) {
        assertThat(KetamaPoints.count(1, servers, servers)).isEqualTo(156);
        PoolConfig pool =
                Pools.pool(KeyHash.FNV1A_64, Distribution.KETAMA, Optional.empty(), Pools.equalServers(servers));
        assertThat(Ring.of(pool).continuum()).hasSize(156 * servers);
    }

    @Test
    void roundingTakesPointsAt207CountsUpTo2000() {
        List<Integer> short4 = IntStream.rangeClosed(1, 2000)
                .filter(n -> KetamaPoints.count(1, n, n) != 160)
                .boxed()
                .toList();
        assertThat(short4).hasSize(207).startsWith(25, 47, 50, 55, 61, 71, 94, 100);
        assertThat(short4).allMatch(n -> KetamaPoints.count(1, n, n) == 156);
    }

    @Test
    void aServerOfNegligibleWeightHasNoPoints() {
        assertThat(KetamaPoints.count(100_000, 100_001, 2)).isEqualTo(316);
        assertThat(KetamaPoints.count(1, 100_001, 2)).isZero();
    }

    @Test
    void weightsShareThePointsOfAllServers() {
        assertThat(KetamaPoints.count(1, 6, 3)).isEqualTo(80);
        assertThat(KetamaPoints.count(2, 6, 3)).isEqualTo(160);
        assertThat(KetamaPoints.count(3, 6, 3)).isEqualTo(240);
    }
}
