package io.flotilla.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that the fleet agrees on. Each state follows from the one before by a majority of its roster.
 *
 * @param lineage the history it belongs to
 * @param version grows by one with every change
 * @param epoch grows with every change of who is out
 * @param roster the members that are counted, in the order in which they came
 * @param out the servers that are out
 * @param relapses the servers that are in after quick outages
 * @param pinned the servers that are neither ejected nor returned without an operator
 * @param paused whether nothing is ejected or returned without an operator
 */
record AgreedState(
        Lineage lineage,
        long version,
        long epoch,
        List<MemberId> roster,
        List<Out> out,
        List<Relapse> relapses,
        List<ServerId> pinned,
        boolean paused) {

    AgreedState {
        roster = List.copyOf(roster);
        out = List.copyOf(out);
        relapses = List.copyOf(relapses);
        pinned = List.copyOf(pinned);
    }

    StateRef ref() {
        return new StateRef(lineage, version, epoch);
    }

    Topology topology() {
        SortedMap<String, SortedSet<String>> names = new TreeMap<>();
        for (Out o : out) {
            names.computeIfAbsent(o.server().pool(), p -> new TreeSet<>())
                    .add(o.server().server());
        }
        return new Topology(epoch, names);
    }

    /** Whether the same servers are out: nothing moves between the two. */
    boolean routesLike(AgreedState other) {
        if (out.size() != other.out.size()) {
            return false;
        }
        for (Out o : out) {
            if (!other.isOut(o.server())) {
                return false;
            }
        }
        return true;
    }

    boolean counts(MemberId member) {
        for (MemberId m : roster) {
            if (m.id().equals(member.id())) {
                return true;
            }
        }
        return false;
    }

    Optional<Out> outOf(ServerId server) {
        for (Out o : out) {
            if (o.server().equals(server)) {
                return Optional.of(o);
            }
        }
        return Optional.empty();
    }

    boolean isOut(ServerId server) {
        return outOf(server).isPresent();
    }

    long outOfPool(String pool) {
        return out.stream().filter(o -> o.server().pool().equals(pool)).count();
    }

    int relapsesOf(ServerId server) {
        return relapses.stream()
                .filter(r -> r.server().equals(server))
                .mapToInt(Relapse::count)
                .findFirst()
                .orElse(0);
    }

    AgreedState withOut(Out added) {
        List<Out> changed = new ArrayList<>(out);
        changed.removeIf(o -> o.server().equals(added.server()));
        changed.add(added);
        return new AgreedState(lineage, version, epoch, roster, changed, relapses, pinned, paused);
    }

    AgreedState withIn(ServerId server) {
        List<Out> changed = new ArrayList<>(out);
        changed.removeIf(o -> o.server().equals(server));
        return new AgreedState(lineage, version, epoch, roster, changed, relapses, pinned, paused);
    }

    /** A count of 0 forgets. */
    AgreedState withRelapses(ServerId server, int count) {
        List<Relapse> changed = new ArrayList<>(relapses);
        changed.removeIf(r -> r.server().equals(server));
        if (count > 0) {
            changed.add(new Relapse(server, count));
        }
        return new AgreedState(lineage, version, epoch, roster, out, changed, pinned, paused);
    }

    AgreedState withPin(ServerId server, boolean pin) {
        TreeSet<ServerId> changed = new TreeSet<>(pinned);
        if (pin) {
            changed.add(server);
        } else {
            changed.remove(server);
        }
        return new AgreedState(lineage, version, epoch, roster, out, relapses, List.copyOf(changed), paused);
    }

    AgreedState withPaused(boolean nowPaused) {
        return new AgreedState(lineage, version, epoch, roster, out, relapses, pinned, nowPaused);
    }

    AgreedState withRoster(List<MemberId> members) {
        return new AgreedState(lineage, version, epoch, members, out, relapses, pinned, paused);
    }

    AgreedState numbered(Lineage newLineage, long newVersion, long newEpoch) {
        return new AgreedState(newLineage, newVersion, newEpoch, roster, out, relapses, pinned, paused);
    }
}
