package io.flotilla.topology;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** A place for a node: its lives follow each other. */
final class SimulatedNode implements Gate {
    private final SimulatedFleet fleet;
    final int index;
    final long clockOffset;
    final Map<Integer, Long> unseenSince = new HashMap<>();
    /** When its link to a node that it has lost sight of will be up again. */
    final Map<Integer, Long> linkedAt = new HashMap<>();
    /** When the cluster will have let in again whom it has found by its link. */
    final Map<Integer, Long> mergedAt = new HashMap<>();

    Membership membership = new Membership();

    long life;
    boolean up;
    boolean hung;
    long bornAt;
    FleetNode machine;
    MemberId id;
    Topology routing;
    Topology holding;
    final long[] drainedAt = new long[SimulatedFleet.SERVERS];
    long lastEpoch;
    long prepares;
    long validUntil;
    long holdingSince;
    boolean shedding;
    boolean refusing;
    long hungSince;
    long resumedAt;
    /** Until when it is alone in its cluster, since the others' has given it up. */
    long apartUntil;
    /** How long its requests in flight take at least to be answered. */
    int drainMillis;
    /** Whether no server deletes what this node tells it to, once requests are held. */
    boolean refusesToDelete;

    /** What happened while it hung. */
    final List<SimulatedFleet.Event> waiting = new ArrayList<>();

    List<MemberId> seen = List.of();
    long seenWorld = -1;

    SimulatedNode(SimulatedFleet fleet, int index) {
        this.fleet = fleet;
        this.index = index;
        this.clockOffset = fleet.random.nextInt(1_000_000);
    }

    void boot() {
        life++;
        up = true;
        hung = false;
        bornAt = ++fleet.births;
        id = new MemberId("n" + index + "." + life, "n" + index);
        routing = null;
        holding = null;
        shedding = false;
        refusing = false;
        lastEpoch = 0;
        validUntil = 0;
        resumedAt = Long.MIN_VALUE / 2;
        apartUntil = 0;
        unseenSince.clear();
        linkedAt.clear();
        mergedAt.clear();
        membership = new Membership();
        waiting.clear();
        Clock clock = new Clock() {
            @Override
            public long millis() {
                return fleet.now + clockOffset;
            }

            @Override
            public long wallMillis() {
                return 1_700_000_000_000L + fleet.now;
            }
        };
        machine = new FleetNode(
                id,
                fleet.pools,
                fleet.timing,
                clock,
                new Random(fleet.random.nextLong()),
                (to, message) -> fleet.send(this, to, message),
                this,
                (server, done) -> fleet.probe(this, server, done),
                new FleetNode.Store() {
                    @Override
                    public void read(Consumer<Optional<AgreedState>> done) {
                        fleet.later(SimulatedNode.this, 1, () -> done.accept(Optional.empty()));
                    }

                    @Override
                    public void write(AgreedState state) {
                        // The copy is for starting nodes and for lookers-on; the fleet must be right without it.
                    }
                });
        machine.onAgreed((state, decision) -> fleet.agree(state));
        machine.members(fleet.view(this));
        machine.start();
        tick();
    }

    void hang(boolean stops) {
        if (stops && !hung) {
            hungSince = fleet.now;
        } else if (!stops && hung) {
            boolean outlived = fleet.now - hungSince > Math.max(fleet.timing.lease(), fleet.timing.silence()) + 100;
            resumedAt = outlived ? fleet.now : resumedAt;
            if (fleet.now - hungSince > SimulatedFleet.GIVEN_UP) {
                apartUntil = fleet.now + fleet.apartMillis();
            }
            holdingSince = fleet.now;
            // In the order in which they would have come.
            waiting.forEach(
                    e -> fleet.events.add(new SimulatedFleet.Event(fleet.now, e.order(), this, e.life(), e.run())));
            waiting.clear();
        }
        hung = stops;
        fleet.unchecked = true;
    }

    private void tick() {
        machine.members(fleet.view(this));
        machine.tick();
        fleet.later(this, SimulatedFleet.TICK - 5 + fleet.random.nextInt(10), this::tick);
    }

    /** Whether it sends requests on: by a lease, or because it is isolated and told to serve all the same. */
    boolean isServing() {
        return up && !hung && !refusing && routing != null && fleet.now + clockOffset < validUntil;
    }

    boolean holdsLease() {
        return up && !hung && routing != null && machine.participant().hasLease();
    }

    @Override
    public void announce(Topology next, Consumer<Boolean> done) {
        boolean able = fleet.random.nextInt(100) >= fleet.slowDrainPercent;
        boolean slow = fleet.random.nextInt(100) < 3 * fleet.slowDrainPercent;
        fleet.later(this, fleet.announceMillis + fleet.random.nextInt(slow ? 7000 : 20), () -> done.accept(able));
    }

    @Override
    public void validUntil(long millis) {
        validUntil = millis;
        fleet.unchecked = true;
    }

    @Override
    public void prepare(Topology next, Consumer<Boolean> done) {
        fleet.note(this, "prepares", next);
        long mine = ++prepares;
        long wait = fleet.random.nextInt(100) < fleet.slowDrainPercent
                ? fleet.random.nextInt(4000)
                : fleet.random.nextInt(20);
        long all = fleet.now;
        for (int key = 0; key < SimulatedFleet.SERVERS; key++) {
            boolean held =
                    holding != null && SimulatedFleet.serverOf(key, holding) != SimulatedFleet.serverOf(key, routing);
            if (!held) {
                drainedAt[key] = fleet.now + wait;
            }
            boolean moves = SimulatedFleet.serverOf(key, next) != SimulatedFleet.serverOf(key, routing);
            all = moves ? Math.max(all, drainedAt[key]) : all;
        }
        if (holding == null || shedding) {
            holdingSince = fleet.now;
        }
        holding = next;
        shedding = false;
        fleet.unchecked = true;
        Topology before = routing;
        fleet.later(
                this,
                Math.max(all - fleet.now, drainMillis),
                () -> done.accept(mine == prepares && mayDelete(before, next)));
    }

    private boolean mayDelete(Topology before, Topology next) {
        boolean returns = before != null
                && !next.out().equals(before.out())
                && next.out().size() <= before.out().size();
        return !(refusesToDelete && returns) && fleet.isAnsweredByReturning(this, before, next);
    }

    @Override
    public void commit(Topology topology, Runnable done) {
        if (topology.epoch() < lastEpoch) {
            throw new AssertionError("epoch fell from " + lastEpoch + " to " + topology.epoch());
        }
        lastEpoch = topology.epoch();
        fleet.agree(topology);
        fleet.note(this, "commits", topology);
        Topology before = routing;
        prepares++;
        if (before != null && !before.out().equals(topology.out()) && !isDrainedFor(before, topology)) {
            throw new AssertionError(this + " switches without having drained");
        }
        routing = topology;
        endHold();
        fleet.later(this, fleet.random.nextInt(3), done);
    }

    private boolean isDrainedFor(Topology before, Topology next) {
        for (int key = 0; key < SimulatedFleet.SERVERS; key++) {
            boolean moves = SimulatedFleet.serverOf(key, before) != SimulatedFleet.serverOf(key, next);
            boolean held =
                    holding != null && SimulatedFleet.serverOf(key, before) != SimulatedFleet.serverOf(key, holding);
            if (moves && (!held || fleet.now < drainedAt[key])) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void abort() {
        fleet.note(this, "aborts");
        prepares++;
        endHold();
    }

    private void endHold() {
        holding = null;
        shedding = false;
        fleet.unchecked = true;
    }

    @Override
    public void shed() {
        fleet.note(this, "sheds");
        shedding = holding != null;
    }

    @Override
    public void refuse(boolean refuse) {
        fleet.note(this, refuse ? "refuses" : "serves");
        refusing = refuse;
    }

    @Override
    public void recordsLost() {
        fleet.note(this, "has lost records");
    }

    /** Where this node may have requests for this key in flight, or send more. Bits of servers. */
    int sends(int key) {
        int bits = 0;
        if (holding == null || SimulatedFleet.serverOf(key, holding) == SimulatedFleet.serverOf(key, routing)) {
            bits |= 1 << SimulatedFleet.serverOf(key, routing);
        }
        if (holding != null && fleet.now < drainedAt[key]) {
            bits |= 1 << SimulatedFleet.serverOf(key, routing);
        }
        return bits;
    }

    @Override
    public String toString() {
        return "n" + index + "." + life;
    }
}
