package io.flotilla.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuorumTest {

    private static List<MemberId> roster(int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> new MemberId("id" + i, "n" + i))
                .toList();
    }

    private static boolean holds(int size, int bits) {
        List<MemberId> roster = roster(size);
        return Quorum.holds(roster, Set.of(), m -> (bits >> roster.indexOf(m) & 1) == 1);
    }

    @Test
    void anyTwoQuorumsShareAMember() {
        for (int size = 1; size <= 7; size++) {
            for (int a = 0; a < 1 << size; a++) {
                for (int b = 0; b < 1 << size; b++) {
                    if (holds(size, a) && holds(size, b)) {
                        assertThat(a & b)
                                .as("of %d members, %x and %x", size, a, b)
                                .isNotZero();
                    }
                }
            }
        }
    }

    @Test
    void oneHalfOfEverySplitIsEnough() {
        for (int size = 1; size <= 7; size++) {
            int all = (1 << size) - 1;
            for (int part = 0; part <= all; part++) {
                assertThat(holds(size, part) ^ holds(size, all & ~part)).isTrue();
            }
        }
    }

    @Test
    void theDeadAreNotCounted() {
        List<MemberId> roster = roster(3);
        assertThat(Quorum.holds(roster, Set.of("id0", "id1"), m -> m.id().equals("id2")))
                .isTrue();
        assertThat(Quorum.holds(roster, Set.of("id0"), m -> m.id().equals("id2")))
                .isFalse();
        assertThat(Quorum.holds(roster, Set.of("id0"), m -> m.id().equals("id1")))
                .isTrue();
    }
}
