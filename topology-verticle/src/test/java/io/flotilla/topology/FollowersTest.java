package io.flotilla.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.config.WhenIsolated;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FollowersTest {
    private static final long TERM = 27;
    private static final MemberId SELF = member("n2");
    private static final MemberId OTHER = member("n3");
    private static final MemberId FIRST = member("n0");
    private static final MemberId NEW = member("n1");

    private final TestClock clock = new TestClock(10_000);
    private final AgreedState committed = state(9, FIRST, SELF, OTHER);
    private final AgreedState wider = state(10, FIRST, SELF, OTHER, NEW);
    private final Followers followers = new Followers(
            SELF,
            new Timing(250, 2000, 10_000, false, WhenIsolated.SERVE, Timing.RETURN_PATIENCE),
            clock,
            new Presence(SELF),
            () -> committed,
            Set.of());

    private static MemberId member(String name) {
        return new MemberId("id-" + name, name);
    }

    private static AgreedState state(long version, MemberId... roster) {
        return new AgreedState(
                new Lineage(1, 0, "fleet"), version, 54, List.of(roster), List.of(), List.of(), List.of(), false);
    }

    private void renews(MemberId... members) {
        Stream.of(members)
                .forEach(m -> followers.heard(
                        new Message.Renew(m, TERM, clock.now, clock.now, committed.ref(), 0, List.of(), false), TERM));
    }

    private long lease(Switch current) {
        return followers.lease(followers.peer(OTHER), current);
    }

    private Switch switchTo(AgreedState next, boolean inherited) {
        return new Switch(1, committed, next, inherited, List.of(), clock.now);
    }

    @Test
    void aMajorityOfTheRosterIsEnough() {
        assertThat(lease(null)).isZero();
        renews(OTHER);
        assertThat(lease(null)).isEqualTo(2000);
        assertThat(lease(switchTo(wider, false))).isEqualTo(2000);
    }

    /** Half of the wider roster, with its first member, may have gone on from there: it shares nobody with these two. */
    @Test
    void aRosterThatMayHaveBeenAgreedMustFollowToo() {
        renews(OTHER);
        Switch inherited = switchTo(wider, true);
        assertThat(lease(inherited)).isZero();
        clock.now += 100;
        renews(NEW);
        assertThat(lease(inherited)).isEqualTo(1900);
    }
}
