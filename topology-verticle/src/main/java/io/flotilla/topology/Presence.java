package io.flotilla.topology;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Who is there, as {@link Membership} says, and whose life is known to be over. */
final class Presence {
    private final MemberId self;
    private final Set<String> left = new HashSet<>();
    private List<MemberId> members;

    Presence(MemberId self) {
        this.self = self;
        this.members = List.of(self);
    }

    void members(List<MemberId> now) {
        members = List.copyOf(now);
    }

    /** Oldest first. */
    List<MemberId> members() {
        return members;
    }

    boolean isThere(MemberId member) {
        return members.contains(member);
    }

    /** It said so itself. */
    void left(MemberId member) {
        left.add(member.id());
    }

    boolean hasLeft(MemberId member) {
        return left.contains(member.id());
    }

    /** Of these, the ids of those that left by their own word, or whose name another life of the same node bears now. */
    Set<String> dead(List<MemberId> roster) {
        Set<String> dead = new HashSet<>();
        for (MemberId member : roster) {
            if (isDead(member)) {
                dead.add(member.id());
            }
        }
        return dead;
    }

    /** Whether it is one of these. */
    boolean isDead(MemberId member) {
        return left.contains(member.id()) || isSuperseded(member);
    }

    private boolean isSuperseded(MemberId member) {
        return successor(member) != null;
    }

    /** A later life of the same node, which is there; null if there is none. */
    MemberId successor(MemberId member) {
        if (member.equals(self) || isThere(member)) {
            return null;
        }
        for (MemberId m : members) {
            if (m.name().equals(member.name())) {
                return m;
            }
        }
        return null;
    }
}
