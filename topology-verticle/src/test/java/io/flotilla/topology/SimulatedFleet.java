package io.flotilla.topology;

import io.flotilla.config.FlotillaConfig;
import io.flotilla.config.WhenIsolated;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A whole fleet in one thread, under a seeded scheduler that delays, drops, doubles and reorders messages, kills, stops and
 * restarts nodes and servers, and cuts links. The same seed gives the same run. Checked after every event:
 * an epoch means one topology for ever; epochs never fall; two nodes that hold leases never send one key to two servers.
 */
final class SimulatedFleet {
    static final int SERVERS = 4;
    static final int TICK = 50;
    private static final long VIEW_LIMIT = 3000;
    /** Who hangs for longer is given up by the cluster, and let in again a while after it goes on. */
    static final long GIVEN_UP = 5000;

    static final int LONGEST_RETURN = 5000;
    /** A switch is given up after a lease and a half second; who does not hear of it sheds what it holds after a lease. */
    private static final long LONGEST_HOLD = 10_000;

    /** How long a link takes at most to be made again, in one direction. */
    private static final int LONGEST_DIAL = 1000;

    final long seed;
    final Random random;
    /** Null in every second pair of fleets: these have no links, and what is apart in the cluster cannot talk. */
    final Random links;

    final Timing timing;
    final Pools pools = new Pools(withServers());
    final PriorityQueue<Event> events = new PriorityQueue<>();
    private final SimulatedNode[] nodes;
    private final boolean[][] cut;
    private final boolean[][] blind;
    private final boolean[] serverDown = new boolean[SERVERS];
    private final Map<Long, Topology> epochs = new TreeMap<>();
    /** {@code null} when nobody wants to know: telling takes longer than doing. */
    private final List<String> log;

    long now;
    private long order;
    long births;
    private final boolean verbose;
    private int dropPercent;
    private int doublePercent;
    private int maxDelay = 3;
    /** Grows with everything that changes who sees whom. */
    private long world;
    /** Whether something has happened since the last check that could break a promise. */
    boolean unchecked;
    /** How many of a hundred switches find a request that is answered late. */
    int slowDrainPercent = 3;
    /** How long a node takes at least to be ready for a return. */
    int announceMillis;

    record Event(long at, long order, SimulatedNode node, long life, Runnable run) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    private static FlotillaConfig withServers() {
        return TestPools.of(SERVERS);
    }

    /**
     * @param returnPatience as {@link Timing#returnPatience}
     * @param tells whether its {@link #story} is to be had
     */
    SimulatedFleet(long seed, int size, boolean strict, int returnPatience, boolean tells) {
        this.seed = seed;
        this.log = tells ? new ArrayList<>() : null;
        this.verbose = tells && Boolean.getBoolean("simulation.verbose");
        this.random = new Random(seed);
        this.links = seed / 2 % 2 == 0 ? new Random(~seed) : null;
        WhenIsolated whenIsolated = random.nextBoolean() ? WhenIsolated.SERVE : WhenIsolated.REFUSE;
        this.timing = new Timing(250, 2000, 10_000, strict, whenIsolated, returnPatience);
        this.nodes = new SimulatedNode[size];
        this.cut = new boolean[size][size];
        this.blind = new boolean[size][SERVERS];
        for (int i = 0; i < size; i++) {
            nodes[i] = new SimulatedNode(this, i);
        }
    }

    static int serverOf(int key, Topology topology) {
        for (int i = 0; i < SERVERS; i++) {
            int server = (key + i) % SERVERS;
            if (topology.isIn("p", "s" + server)) {
                return server;
            }
        }
        return key;
    }

    // ---- the world

    void later(SimulatedNode node, long delay, Runnable run) {
        events.add(new Event(now + delay, ++order, node, node == null ? 0 : node.life, run));
    }

    private SimulatedNode place(MemberId id) {
        SimulatedNode node = nodes[Integer.parseInt(id.name().substring(1))];
        return node.up && node.id.equals(id) ? node : null;
    }

    void send(SimulatedNode from, MemberId to, Message message) {
        SimulatedNode target = nodes[Integer.parseInt(to.name().substring(1))];
        if (target != from && random.nextInt(100) < dropPercent) {
            return;
        }
        deliver(from, to, message, delay(from, target));
        if (target != from && random.nextInt(100) < doublePercent) {
            deliver(from, to, message, delay(from, target) + random.nextInt(500));
        }
    }

    private long delay(SimulatedNode from, SimulatedNode to) {
        return from == to ? 0 : random.nextInt(maxDelay);
    }

    private void deliver(SimulatedNode from, MemberId to, Message message, long delay) {
        SimulatedNode target = nodes[Integer.parseInt(to.name().substring(1))];
        if (cut[from.index][target.index] || areApart(from, target)) {
            return;
        }
        long life = target.life;
        events.add(new Event(now + delay, ++order, target, life, () -> {
            if (place(to) == target && !areApart(from, target)) {
                if (verbose) {
                    note(from, ">", target, message);
                }
                target.machine.receive(message);
            }
        }));
    }

    /** Whether one of them is not a member of the other's cluster at the moment. */
    private boolean areApart(SimulatedNode one, SimulatedNode other) {
        return one != other && (now < one.apartUntil || now < other.apartUntil);
    }

    void probe(SimulatedNode from, ServerId server, Consumer<String> done) {
        int index = Integer.parseInt(server.server().substring(1));
        boolean down = serverDown[index] || blind[from.index][index];
        later(
                from,
                down ? 1 + random.nextInt(500) : 1 + random.nextInt(5),
                () -> done.accept(down ? FailureCause.TIMED_OUT.text() : ""));
    }

    /** Whether this node can delete old values on every server that this switch lets back in. */
    boolean isAnsweredByReturning(SimulatedNode node, Topology from, Topology to) {
        for (int server = 0; server < SERVERS; server++) {
            boolean returns = !from.isIn("p", "s" + server) && to.isIn("p", "s" + server);
            if (returns && (serverDown[server] || blind[node.index][server])) {
                return false;
            }
        }
        return true;
    }

    /** How long a node that was given up takes until it can talk again. */
    int apartMillis() {
        return links == null ? random.nextInt(LONGEST_RETURN) : links.nextInt(LONGEST_DIAL);
    }

    /**
     * What the cluster's own failure detection would say: slow to notice, the same from both sides. Over links, a node finds
     * another again by itself, before the cluster does.
     */
    List<MemberId> view(SimulatedNode node) {
        if (node.seenWorld == world) {
            return node.seen;
        }
        List<SimulatedNode> seen = new ArrayList<>();
        boolean settled = true;
        for (SimulatedNode other : nodes) {
            boolean apart = areApart(node, other);
            boolean connected = other == node
                    || (other.up
                            && !apart
                            && !cut[node.index][other.index]
                            && !cut[other.index][node.index]
                            && !other.hung);
            if (connected && links != null && isDialling(node, other)) {
                connected = false;
                settled = false;
            }
            if (apart) {
                node.unseenSince.put(other.index, now - VIEW_LIMIT);
                settled = false;
            } else if (connected) {
                node.unseenSince.remove(other.index);
            } else {
                node.unseenSince.putIfAbsent(other.index, now);
            }
            long unseen = now - node.unseenSince.getOrDefault(other.index, now);
            settled &= connected || unseen >= VIEW_LIMIT;
            boolean listed = other.up && other.bornAt > 0 && (connected || unseen < VIEW_LIMIT);
            if (listed) {
                seen.add(other);
            }
        }
        seen.sort(Comparator.comparingLong(n -> n.bornAt));
        List<MemberId> ids = seen.stream().map(n -> n.id).toList();
        if (links != null) {
            Set<MemberId> unmerged = unmerged(node, seen);
            settled &= unmerged.isEmpty();
            ids = node.membership.of(
                    ids.stream().filter(id -> !unmerged.contains(id)).toList(), Set.copyOf(unmerged));
        }
        node.seen = ids;
        node.seenWorld = settled ? world : -1;
        return node.seen;
    }

    /** Whether a node has lost sight of another, and has no link to it again yet. */
    private boolean isDialling(SimulatedNode node, SimulatedNode other) {
        Long since = node.unseenSince.get(other.index);
        if (since == null || now - since < VIEW_LIMIT) {
            return false;
        }
        long linked = node.linkedAt.computeIfAbsent(other.index, i -> now + links.nextInt(LONGEST_DIAL));
        if (now >= linked) {
            node.linkedAt.remove(other.index);
            node.mergedAt.put(other.index, now + links.nextInt(LONGEST_RETURN));
        }
        return now < linked;
    }

    /** Those whom a node reaches, and whom the cluster has not let in again. */
    private Set<MemberId> unmerged(SimulatedNode node, List<SimulatedNode> seen) {
        Set<MemberId> unmerged = new HashSet<>();
        for (SimulatedNode other : seen) {
            if (now < node.mergedAt.getOrDefault(other.index, 0L)) {
                unmerged.add(other.id);
            }
        }
        return unmerged;
    }

    // ---- the run

    /** Runs events until this long from now. */
    void run(long millis) {
        long end = now + millis;
        while (!events.isEmpty() && events.peek().at <= end) {
            Event event = events.poll();
            now = Math.max(now, event.at);
            if (event.node == null) {
                event.run.run();
            } else if (event.node.up && event.node.life == event.life) {
                if (event.node.hung) {
                    event.node.waiting.add(event);
                } else {
                    event.run.run();
                }
            }
            if (unchecked) {
                unchecked = false;
                check();
            }
            checkHolds();
        }
        now = end;
    }

    /** What a node does by its topology, it does only while that is valid: so only this can break a promise. */
    private void check() {
        for (int i = 0; i < nodes.length; i++) {
            SimulatedNode node = nodes[i];
            if (!node.holdsLease()) {
                continue;
            }
            // Fleets that were begun while they could not see each other are two, until they meet.
            Lineage lineage = node.machine.participant().target().lineage();
            for (int j = i + 1; j < nodes.length; j++) {
                SimulatedNode other = nodes[j];
                boolean together = other.holdsLease()
                        && other.machine.participant().target().lineage().equals(lineage);
                for (int key = 0; together && key < SERVERS; key++) {
                    if (Integer.bitCount(node.sends(key) | other.sends(key)) > 1) {
                        throw new AssertionError("key " + key + " goes to two servers: " + senders(key));
                    }
                }
            }
        }
    }

    /** No request waits for ever, and none goes by what a stopped process remembers. */
    private void checkHolds() {
        for (SimulatedNode node : nodes) {
            if (!node.up || node.hung) {
                continue;
            }
            if (node.holding != null && !node.shedding && now - node.holdingSince > LONGEST_HOLD) {
                throw new AssertionError(node + " holds requests since " + node.holdingSince);
            }
            if (node.machine.participant().hasLease()) {
                node.resumedAt = Long.MIN_VALUE / 2;
            }
            if (now - node.resumedAt < timing.rejoin() && node.isServing()) {
                throw new AssertionError(node + " was stopped, and serves without a lease");
            }
        }
    }

    private String senders(int key) {
        StringBuilder who = new StringBuilder();
        for (SimulatedNode node : nodes) {
            if (node.holdsLease()) {
                who.append(node + "=" + node.sends(key) + " by " + node.routing + " holding " + node.holding + "; ");
            }
        }
        return who.toString();
    }

    void agree(AgreedState state) {
        agree(state.topology());
    }

    void agree(Topology topology) {
        Topology known = epochs.putIfAbsent(topology.epoch(), topology);
        if (known != null && !known.equals(topology)) {
            throw new AssertionError("two topologies at one epoch: " + known + " and " + topology);
        }
    }

    void note(Object... words) {
        if (log == null) {
            return;
        }
        if (log.size() > (verbose ? 200_000 : 4000)) {
            log.subList(0, log.size() / 2).clear();
        }
        StringBuilder line = new StringBuilder().append(now);
        for (Object word : words) {
            line.append(' ').append(word);
        }
        log.add(line.toString());
    }

    /** What happened last, for a run that failed. */
    String story() {
        int most = verbose ? 20_000 : 200;
        return log == null ? "" : String.join("\n", log.subList(Math.max(0, log.size() - most), log.size()));
    }

    // ---- faults

    SimulatedNode node(int index) {
        return nodes[index];
    }

    int size() {
        return nodes.length;
    }

    long now() {
        return now;
    }

    void boot(int index) {
        note("boot", "n" + index);
        world++;
        nodes[index].boot();
    }

    void kill(int index) {
        note("kill", nodes[index]);
        world++;
        nodes[index].up = false;
    }

    void hang(int index, boolean hung) {
        note(hung ? "hang" : "continue", nodes[index]);
        world++;
        nodes[index].hang(hung);
    }

    void cut(int from, int to, boolean off) {
        if (from == to || cut[from][to] == off) {
            // A process always hears itself.
            return;
        }
        note("n" + from, off ? "cannot talk to" : "talks to", "n" + to);
        world++;
        cut[from][to] = off;
    }

    void server(int index, boolean down) {
        note("server s" + index, down ? "down" : "up");
        serverDown[index] = down;
    }

    void blind(int node, int server, boolean off) {
        note("n" + node, off ? "cannot reach" : "reaches", "s" + server);
        blind[node][server] = off;
    }

    void suspect(int node, int server) {
        SimulatedNode n = nodes[node];
        if (n.up && !n.hung) {
            n.machine.limitReached(new ServerId("p", "s" + server), "down");
        }
    }

    void network(int drop, int twice, int delay) {
        dropPercent = drop;
        doublePercent = twice;
        maxDelay = Math.max(1, delay);
    }

    void command(int node, String command, int server) {
        SimulatedNode n = nodes[node];
        if (n.up && !n.hung) {
            JsonObject request =
                    new JsonObject().put("command", command).put("pool", "p").put("server", "s" + server);
            note(n, "is told", command, "s" + server);
            n.machine.command(request, answer -> note(n, "answers", answer));
        }
    }

    /** Everything works again; every node runs. */
    void heal() {
        healNodes();
        for (int i = 0; i < nodes.length; i++) {
            java.util.Arrays.fill(blind[i], false);
        }
        for (int s = 0; s < SERVERS; s++) {
            server(s, false);
        }
    }

    /** Every node runs and hears the others. Servers stay as they are. */
    void healNodes() {
        note("nodes and links heal");
        world++;
        network(0, 0, 3);
        for (int i = 0; i < nodes.length; i++) {
            java.util.Arrays.fill(cut[i], false);
            if (nodes[i].hung) {
                nodes[i].hang(false);
            }
            if (!nodes[i].up) {
                boot(i);
            }
        }
    }

    /** Why the fleet is not one with everything in; empty when it is. */
    String discord() {
        String disunity = disunity();
        AgreedState applied = nodes[0].machine.participant().applied();
        boolean whole = applied != null && applied.out().stream().noneMatch(o -> o.reason() == Out.Reason.FAILED);
        return disunity.isEmpty() && !whole ? "still out: " + applied.out() : disunity;
    }

    /** Why the nodes are not one fleet, whatever is out; empty when they are. */
    String disunity() {
        Set<StateRef> refs = new HashSet<>();
        int reigning = 0;
        for (SimulatedNode node : nodes) {
            AgreedState applied = node.machine.participant().applied();
            if (applied == null || !node.holdsLease()) {
                return node + " has no lease or no state";
            }
            if (node.holding != null || node.machine.participant().isHolding()) {
                return node + " still holds";
            }
            refs.add(applied.ref());
            reigning += node.machine.isReigning() ? 1 : 0;
            if (applied.roster().size() != nodes.length) {
                return "the roster is " + applied.roster();
            }
        }
        if (refs.size() != 1) {
            return "several states: " + refs;
        }
        return reigning == 1 ? "" : reigning + " coordinators";
    }
}
