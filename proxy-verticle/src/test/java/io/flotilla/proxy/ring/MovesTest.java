package io.flotilla.proxy.ring;

import static io.flotilla.proxy.ring.Pools.pool;
import static io.flotilla.proxy.ring.Pools.server;
import static io.flotilla.proxy.ring.Pools.without;
import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.config.Distribution;
import io.flotilla.config.KeyHash;
import io.flotilla.config.PoolConfig;
import io.flotilla.config.ServerConfig;
import java.util.BitSet;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MovesTest {
    private static PoolConfig of(Distribution distribution, int servers, IntUnaryOperator weight) {
        return pool(
                KeyHash.MD5,
                distribution,
                IntStream.range(0, servers)
                        .mapToObj(i -> server("s" + (100 + i), weight.applyAsInt(i)))
                        .toArray(ServerConfig[]::new));
    }

    private static boolean shiftsWithoutTheFirst(PoolConfig pool) {
        return Moves.shifts(Ring.of(pool), Ring.of(pool, without("s100")));
    }

    @Test
    void keysShiftWhereTheNumberOfPointsDependsOnWhoElseIsIn() {
        assertThat(shiftsWithoutTheFirst(of(Distribution.KETAMA, 6, i -> 1))).isFalse();
        assertThat(shiftsWithoutTheFirst(of(Distribution.KETAMA, 25, i -> 1)))
                .as("of 25 equal servers each has 156 points, of 24 each has 160")
                .isTrue();
        assertThat(shiftsWithoutTheFirst(of(Distribution.KETAMA, 6, i -> 1 + i)))
                .isTrue();
        assertThat(shiftsWithoutTheFirst(of(Distribution.MODULA, 3, i -> 1))).isTrue();
        assertThat(shiftsWithoutTheFirst(of(Distribution.RANDOM, 3, i -> 1)))
                .as("no key has a place")
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Distribution.class,
            names = {"KETAMA", "MODULA"})
    void noShiftAndNoLoserIsMissed(Distribution distribution) {
        Random random = new Random(11);
        for (int i = 0; i < 300; i++) {
            int servers = 2 + random.nextInt(8);
            int heaviest = 1 + random.nextInt(3);
            PoolConfig pool = of(distribution, servers, s -> 1 + random.nextInt(heaviest));
            Ring from = some(pool, random);
            Ring to = some(pool, random);
            boolean shifts = false;
            BitSet losers = new BitSet();
            for (int k = 0; k < 500; k++) {
                int hash = random.nextInt();
                int before = from.server(hash);
                int after = to.server(hash);
                if (before != after && before != Ring.NONE) {
                    losers.set(before);
                    shifts |= after != Ring.NONE && to.contains(before) && from.contains(after);
                }
            }
            assertThat(shifts).as("%s to %s", from, to).isIn(false, Moves.shifts(from, to));
            losers.andNot(Moves.losers(from, to));
            assertThat(losers.isEmpty()).isTrue();
        }
    }

    private static Ring some(PoolConfig pool, Random random) {
        return Ring.of(
                pool,
                without(pool.servers().stream()
                        .filter(s -> random.nextInt(4) == 0)
                        .map(ServerConfig::name)
                        .toArray(String[]::new)));
    }
}
