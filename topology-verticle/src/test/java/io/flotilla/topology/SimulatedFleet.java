package io.flotilla.topology;

import io.flotilla.config.FlotillaConfig;
import io.flotilla.config.WhenIsolated;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private static final int TICK = 40;
    private static final long VIEW_LIMIT = 3000;

    final long seed;
    final Random random;
    final Timing timing;
    private final Pools pools = new Pools(withServers());
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Node[] nodes;
    private final boolean[][] cut;
    private final boolean[][] blind;
    private final boolean[] serverDown = new boolean[SERVERS];
    private final Map<Long, Topology> epochs = new TreeMap<>();
    private final List<String> log = new ArrayList<>();
    private long now;
    private long order;
    private long births;
    private final boolean verbose = Boolean.getBoolean("simulation.verbose");
    private int dropPercent;
    private int doublePercent;
    private int maxDelay = 3;
    /** How many of a hundred switches find a request that is answered late. */
    int slowDrainPercent = 3;
    /** When the run's decisions were told by a coordinator; for tests that measure. */
    final Map<Long, Long> agreedAt = new HashMap<>();

    private record Event(long at, long order, Node node, long life, Runnable run) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    private static FlotillaConfig withServers() {
        return TestPools.of(SERVERS);
    }

    SimulatedFleet(long seed, int size, boolean strict) {
        this.seed = seed;
        this.random = new Random(seed);
        this.timing =
                new Timing(250, 2000, 10_000, strict, random.nextBoolean() ? WhenIsolated.SERVE : WhenIsolated.REFUSE);
        this.nodes = new Node[size];
        this.cut = new boolean[size][size];
        this.blind = new boolean[size][SERVERS];
        for (int i = 0; i < size; i++) {
            nodes[i] = new Node(i);
        }
    }

    // ---- one node

    /** A place for a node: its lives follow each other. */
    final class Node implements Gate {
        final int index;
        private final long clockOffset = random.nextInt(1_000_000);
        private final Map<Integer, Long> unseenSince = new HashMap<>();
        long life;
        boolean up;
        boolean hung;
        private long bornAt;
        FleetNode machine;
        private MemberId id;
        private Topology routing;
        private Topology holding;
        private final long[] drainedAt = new long[SERVERS];
        private long lastEpoch;
        private long prepares;

        Node(int index) {
            this.index = index;
        }

        void boot() {
            life++;
            up = true;
            hung = false;
            bornAt = ++births;
            id = new MemberId("n" + index + "." + life, "n" + index);
            routing = null;
            holding = null;
            lastEpoch = 0;
            unseenSince.clear();
            Clock clock = new Clock() {
                @Override
                public long millis() {
                    return now + clockOffset;
                }

                @Override
                public long wallMillis() {
                    return 1_700_000_000_000L + now;
                }
            };
            machine = new FleetNode(
                    id,
                    pools,
                    timing,
                    clock,
                    new Random(random.nextLong()),
                    (to, message) -> send(this, to, message),
                    this,
                    (server, done) -> probe(this, server, done),
                    new FleetNode.Store() {
                        @Override
                        public void read(Consumer<Optional<AgreedState>> done) {
                            later(Node.this, 1, () -> done.accept(Optional.empty()));
                        }

                        @Override
                        public void write(AgreedState state) {
                            // The copy is for starting nodes and for lookers-on; the fleet must be right without it.
                        }
                    });
            machine.onAgreed((state, decision) -> {
                agree(state);
                agreedAt.putIfAbsent(state.epoch(), now);
            });
            machine.members(view(this));
            machine.start();
            tick();
        }

        private void tick() {
            machine.members(view(this));
            machine.tick();
            later(this, TICK - 5 + random.nextInt(10), this::tick);
        }

        boolean holdsLease() {
            return up && !hung && routing != null && machine.participant().hasLease();
        }

        @Override
        public void prepare(Topology next, Consumer<Boolean> done) {
            note(this + " prepares " + next);
            long mine = ++prepares;
            long wait = random.nextInt(100) < slowDrainPercent ? random.nextInt(4000) : random.nextInt(20);
            long all = now;
            for (int key = 0; key < SERVERS; key++) {
                boolean held = holding != null && serverOf(key, holding) != serverOf(key, routing);
                if (!held) {
                    drainedAt[key] = now + wait;
                }
                boolean moves = serverOf(key, next) != serverOf(key, routing);
                all = moves ? Math.max(all, drainedAt[key]) : all;
            }
            holding = next;
            later(this, all - now, () -> done.accept(mine == prepares));
        }

        @Override
        public void commit(Topology topology, Runnable done) {
            require(topology.epoch() >= lastEpoch, "epoch fell from " + lastEpoch + " to " + topology.epoch());
            lastEpoch = topology.epoch();
            agree(topology);
            note(this + " commits " + topology);
            Topology before = routing;
            prepares++;
            if (before != null && !before.out().equals(topology.out()) && !isDrainedFor(before, topology)) {
                throw new AssertionError(this + " switches without having drained");
            }
            routing = topology;
            holding = null;
            later(this, random.nextInt(3), done);
        }

        private boolean isDrainedFor(Topology before, Topology next) {
            for (int key = 0; key < SERVERS; key++) {
                boolean moves = serverOf(key, before) != serverOf(key, next);
                boolean held = holding != null && serverOf(key, before) != serverOf(key, holding);
                if (moves && (!held || now < drainedAt[key])) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void abort() {
            note(this + " aborts");
            prepares++;
            holding = null;
        }

        @Override
        public void shed() {
            note(this + " sheds");
        }

        @Override
        public void refuse(boolean refuse) {
            note(this + (refuse ? " refuses" : " serves"));
        }

        @Override
        public void recordsLost() {
            note(this + " has lost records");
        }

        /** Where this node may have requests for this key in flight, or send more. Bits of servers. */
        int sends(int key) {
            int bits = 0;
            if (holding == null || serverOf(key, holding) == serverOf(key, routing)) {
                bits |= 1 << serverOf(key, routing);
            }
            if (holding != null && now < drainedAt[key]) {
                bits |= 1 << serverOf(key, routing);
            }
            return bits;
        }

        @Override
        public String toString() {
            return "n" + index + "." + life;
        }
    }

    private static int serverOf(int key, Topology topology) {
        for (int i = 0; i < SERVERS; i++) {
            int server = (key + i) % SERVERS;
            if (topology.isIn("p", "s" + server)) {
                return server;
            }
        }
        return key;
    }

    // ---- the world

    private void later(Node node, long delay, Runnable run) {
        events.add(new Event(now + delay, ++order, node, node == null ? 0 : node.life, run));
    }

    private Node place(MemberId id) {
        Node node = nodes[Integer.parseInt(id.name().substring(1))];
        return node.up && node.id.equals(id) ? node : null;
    }

    private void send(Node from, MemberId to, Message message) {
        Node target = nodes[Integer.parseInt(to.name().substring(1))];
        if (target != from && random.nextInt(100) < dropPercent) {
            return;
        }
        deliver(from, to, message, delay(from, target));
        if (target != from && random.nextInt(100) < doublePercent) {
            deliver(from, to, message, delay(from, target) + random.nextInt(500));
        }
    }

    private long delay(Node from, Node to) {
        return from == to ? 0 : random.nextInt(maxDelay);
    }

    private void deliver(Node from, MemberId to, Message message, long delay) {
        Node target = nodes[Integer.parseInt(to.name().substring(1))];
        if (cut[from.index][target.index]) {
            return;
        }
        long life = target.life;
        events.add(new Event(now + delay, ++order, target, life, () -> {
            if (place(to) == target) {
                if (verbose) {
                    note(from + " > " + target + ": " + message);
                }
                target.machine.receive(message);
            }
        }));
    }

    private void probe(Node from, ServerId server, Consumer<String> done) {
        int index = Integer.parseInt(server.server().substring(1));
        boolean down = serverDown[index] || blind[from.index][index];
        later(from, down ? 1 + random.nextInt(500) : 1 + random.nextInt(5), () -> done.accept(down ? "down" : ""));
    }

    /** What the cluster's own failure detection would say: slow to notice, the same from both sides. */
    private List<MemberId> view(Node node) {
        List<Node> seen = new ArrayList<>();
        for (Node other : nodes) {
            boolean connected = other == node
                    || (other.up && !cut[node.index][other.index] && !cut[other.index][node.index] && !other.hung);
            if (connected) {
                node.unseenSince.remove(other.index);
            } else {
                node.unseenSince.putIfAbsent(other.index, now);
            }
            long unseen = now - node.unseenSince.getOrDefault(other.index, now);
            boolean listed = other.up && other.bornAt > 0 && (connected || unseen < VIEW_LIMIT);
            if (listed) {
                seen.add(other);
            }
        }
        seen.sort(java.util.Comparator.comparingLong(n -> n.bornAt));
        return seen.stream().map(n -> n.id).toList();
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
                    events.add(new Event(now + 10, event.order, event.node, event.life, event.run));
                } else {
                    event.run.run();
                }
            }
            check();
        }
        now = end;
    }

    private void check() {
        for (int key = 0; key < SERVERS; key++) {
            Map<Lineage, Integer> sends = new HashMap<>();
            for (Node node : nodes) {
                if (node.holdsLease()) {
                    // Fleets that were begun while they could not see each other are two, until they meet.
                    Lineage lineage = node.machine.participant().target().lineage();
                    int bits = sends.merge(lineage, node.sends(key), (a, b) -> a | b);
                    if (Integer.bitCount(bits) > 1) {
                        throw new AssertionError("key " + key + " goes to two servers: " + senders(key));
                    }
                }
            }
        }
    }

    private String senders(int key) {
        StringBuilder who = new StringBuilder();
        for (Node node : nodes) {
            if (node.holdsLease()) {
                who.append(node + "=" + node.sends(key) + " by " + node.routing + " holding " + node.holding + "; ");
            }
        }
        return who.toString();
    }

    private void agree(AgreedState state) {
        agree(state.topology());
    }

    private void agree(Topology topology) {
        Topology known = epochs.putIfAbsent(topology.epoch(), topology);
        require(known == null || known.equals(topology), "two topologies at one epoch: " + known + " and " + topology);
    }

    private void require(boolean good, String message) {
        if (!good) {
            throw new AssertionError(message);
        }
    }

    void note(String what) {
        if (log.size() > 4000) {
            log.subList(0, 2000).clear();
        }
        log.add(now + " " + what);
    }

    /** What happened last, for a run that failed. */
    String story() {
        return String.join("\n", log.subList(Math.max(0, log.size() - 200), log.size()));
    }

    // ---- faults

    Node node(int index) {
        return nodes[index];
    }

    int size() {
        return nodes.length;
    }

    long now() {
        return now;
    }

    void boot(int index) {
        note("boot n" + index);
        nodes[index].boot();
    }

    void kill(int index) {
        note("kill " + nodes[index]);
        nodes[index].up = false;
    }

    void hang(int index, boolean hung) {
        note((hung ? "hang " : "continue ") + nodes[index]);
        nodes[index].hung = hung;
    }

    void cut(int from, int to, boolean off) {
        cut[from][to] = off;
    }

    void server(int index, boolean down) {
        note("server s" + index + (down ? " down" : " up"));
        serverDown[index] = down;
    }

    void blind(int node, int server, boolean off) {
        note("n" + node + (off ? " cannot reach s" : " reaches s") + server);
        blind[node][server] = off;
    }

    void suspect(int node, int server) {
        Node n = nodes[node];
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
        Node n = nodes[node];
        if (n.up && !n.hung) {
            JsonObject request =
                    new JsonObject().put("command", command).put("pool", "p").put("server", "s" + server);
            note(n + " is told " + command + " s" + server);
            n.machine.command(request, answer -> note(n + " answers " + answer));
        }
    }

    /** Everything works again; every node runs. */
    void heal() {
        note("all heals");
        network(0, 0, 3);
        for (int i = 0; i < nodes.length; i++) {
            java.util.Arrays.fill(cut[i], false);
            java.util.Arrays.fill(blind[i], false);
            nodes[i].hung = false;
            if (!nodes[i].up) {
                boot(i);
            }
        }
        for (int s = 0; s < SERVERS; s++) {
            server(s, false);
        }
    }

    /** Why the fleet is not one with everything in; empty when it is. */
    String discord() {
        Set<StateRef> refs = new HashSet<>();
        int reigning = 0;
        for (Node node : nodes) {
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
            if (applied.out().stream().anyMatch(o -> o.reason() == Out.Reason.FAILED)) {
                return "still out: " + applied.out();
            }
        }
        if (refs.size() != 1) {
            return "several states: " + refs;
        }
        return reigning == 1 ? "" : reigning + " coordinators";
    }
}
