package io.flotilla.topology;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What counts as the fleet: more than half of the roster, or exactly half of it with its first member. Any two such sets
 * share a member, so no two parts of a split fleet can both decide.
 */
final class Quorum {
    private Quorum() {}

    /**
     * Whether those who say yes are enough.
     *
     * @param dead ids of members whose life is known to be over; they are not counted
     */
    static boolean holds(List<MemberId> roster, Set<String> dead, Predicate<MemberId> yes) {
        int needed = 0;
        int agreed = 0;
        boolean first = true;
        for (MemberId member : roster) {
            if (!dead.contains(member.id())) {
                boolean agrees = yes.test(member);
                first = needed == 0 ? agrees : first;
                agreed += agrees ? 1 : 0;
                needed++;
            }
        }
        return 2 * agreed > needed || (2 * agreed == needed && first);
    }

    static List<MemberId> counted(List<MemberId> roster, Set<String> dead) {
        return roster.stream().filter(m -> !dead.contains(m.id())).toList();
    }
}
