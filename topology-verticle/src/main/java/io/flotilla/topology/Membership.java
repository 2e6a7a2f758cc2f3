package io.flotilla.topology;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Who is there: whom the cluster has as a member, and who answers over a link though the cluster has lost sight of it. Both are
 * slow to notice something, the cluster that a member is back, a link that one is gone.
 */
final class Membership {
    private List<MemberId> last = List.of();

    /**
     * @param cluster the cluster's members, oldest first
     * @param reached who answers over its link
     * @return all of them, oldest first: in the cluster's order if it has all, else in that of the last time, with those behind
     *     them, by id, that are new
     */
    List<MemberId> of(List<MemberId> cluster, Set<MemberId> reached) {
        if (cluster.containsAll(reached)) {
            last = List.copyOf(cluster);
            return last;
        }
        Set<MemberId> all = new LinkedHashSet<>(last);
        all.removeIf(m -> !cluster.contains(m) && !reached.contains(m));
        all.addAll(cluster);
        List<MemberId> unseen = new ArrayList<>(reached);
        unseen.removeAll(all);
        unseen.sort(Comparator.comparing(MemberId::id));
        all.addAll(unseen);
        last = List.copyOf(all);
        return last;
    }
}
