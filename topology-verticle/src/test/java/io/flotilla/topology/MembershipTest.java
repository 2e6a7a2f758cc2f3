package io.flotilla.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MembershipTest {
    private static final MemberId A = new MemberId("id-a", "a");
    private static final MemberId B = new MemberId("id-b", "b");
    private static final MemberId C = new MemberId("id-c", "c");

    private final Membership membership = new Membership();

    @Test
    void theClusterSaysWhoIsThereWhetherLinksAreUpOrNot() {
        assertThat(membership.of(List.of(B, A, C), Set.of())).containsExactly(B, A, C);
        assertThat(membership.of(List.of(B, A, C), Set.of(A, C))).containsExactly(B, A, C);
    }

    @Test
    void whoIsReachedIsThereInItsOldPlaceThoughTheClusterIsSplit() {
        membership.of(List.of(A, B, C), Set.of(B, C));
        assertThat(membership.of(List.of(C), Set.of(A, B))).containsExactly(A, B, C);
        assertThat(membership.of(List.of(C), Set.of(B))).containsExactly(B, C);
        assertThat(membership.of(List.of(C), Set.of(A, B))).containsExactly(B, C, A);
    }

    @Test
    void theOrderIsTheClustersAsSoonAsItHasAllThatAreReached() {
        membership.of(List.of(A, B), Set.of(B));
        membership.of(List.of(B), Set.of(A));
        assertThat(membership.of(List.of(B, A), Set.of(A))).containsExactly(B, A);
    }

    @Test
    void whoIsNeitherAMemberNorReachedIsGone() {
        membership.of(List.of(A, B, C), Set.of(B, C));
        assertThat(membership.of(List.of(A), Set.of(C))).containsExactly(A, C);
        assertThat(membership.of(List.of(A), Set.of())).containsExactly(A);
    }

    @Test
    void whoIsReachedBeforeTheClusterHasSeenItIsTheYoungest() {
        assertThat(membership.of(List.of(A), Set.of(C, B))).containsExactly(A, B, C);
    }
}
