package io.flotilla.node.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

/** The demonstration from the first server to the summary. Every claim it prints it has checked just before. */
final class Demo implements AutoCloseable {
    private static final List<String> ADDRESSES = List.of("127.0.0.1", "127.0.0.2", "127.0.0.3");
    private static final String REDIS = "redis";
    private static final String MEMCACHED = "memcached";
    private static final int KEYS = 1_000;
    private static final int MEMCACHED_KEYS = 300;

    private final Account account;
    private final List<String> launcher;
    private final Path folder;
    private final Children children;
    private final Ports ports;
    private final List<Server> redis = new ArrayList<>();
    private final List<Server> memcached = new ArrayList<>();
    private final List<Traffic> traffic = new ArrayList<>();
    private final Map<String, String[]> measured = new LinkedHashMap<>();
    private Fleet fleet;

    /** {@code launcher} is the command that starts a node, without options. */
    Demo(Account account, List<String> launcher) throws IOException {
        this.account = account;
        this.launcher = launcher;
        this.ports = Ports.free(ADDRESSES);
        this.folder = Files.createTempDirectory("flotilla-demo");
        this.children = new Children(folder);
    }

    /** Runs all of it; whether every claim held. */
    boolean run() throws IOException {
        long start = System.nanoTime();
        account.title("Flotilla: three proxies, one decision");
        startServers();
        startFleet();
        useEveryProxy();
        killServer();
        returnServer();
        if (!memcached.isEmpty()) {
            killMemcached();
        }
        killCoordinator();
        traffic.forEach(Traffic::close);
        summarize(System.nanoTime() - start);
        return account.broken().isEmpty();
    }

    // ---- The scenes

    private void startServers() throws IOException {
        account.chapter("The servers");
        Programs programs = new Programs(folder);
        Programs.Program redisProgram = programs.redis();
        for (int n = 1; n <= 4; n++) {
            redis.add(Server.redis("redis-" + n, ports.server(n), redisProgram, children));
        }
        Optional<Programs.Program> memcachedProgram = programs.memcached();
        for (int n = 1; n <= 2 && memcachedProgram.isPresent(); n++) {
            memcached.add(Server.memcached("memcached-" + n, ports.server(4 + n), memcachedProgram.get(), children));
        }
        for (Server server : redis) {
            server.start();
        }
        for (Server server : memcached) {
            server.start();
        }
        account.line("4 x " + redisProgram.origin() + ": " + portsOf(redis));
        if (memcachedProgram.isPresent()) {
            account.line("2 x " + memcachedProgram.get().origin() + ": " + portsOf(memcached));
        } else {
            account.note("no memcached is installed, so the demo shows Redis only");
        }
    }

    private void startFleet() throws IOException {
        account.chapter("The fleet: three proxies with one configuration file");
        Path file = folder.resolve("demo.yml");
        Files.writeString(file, yaml());
        List<Node> nodes = new ArrayList<>();
        for (int n = 1; n <= ADDRESSES.size(); n++) {
            String address = ADDRESSES.get(n - 1);
            List<String> command = new ArrayList<>(launcher);
            command.addAll(List.of("-c", file.toString(), "--bind", address, "--node", "node-" + n));
            command.addAll(List.of("-s", "" + ports.stats(), "--admin-port", "" + ports.admin()));
            command.addAll(List.of("--cluster-port", "" + ports.cluster(), "--join", String.join(",", ADDRESSES)));
            nodes.add(new Node("node-" + n, address, ports.admin(), command, children));
        }
        fleet = new Fleet(nodes, ports);
        long start = System.nanoTime();
        for (Node node : nodes) {
            node.start();
            if (node == nodes.get(0)) {
                // The oldest member decides: let it be node-1, so that the account is the same each time.
                node.awaitReady();
                showReady(node, start);
            }
        }
        for (Node node : nodes.subList(1, nodes.size())) {
            node.awaitReady();
            showReady(node, start);
        }
        Map<Node, Fleet.Seen> seen = fleet.await(start, report -> report.nodes().size() == nodes.size());
        account.claim(
                distinct(seen, FleetReport::coordinator) == 1 && distinct(seen, FleetReport::epoch) == 1,
                "all three name the same three members, one coordinator ("
                        + first(seen).coordinator() + ") and one epoch ("
                        + first(seen).epoch() + ")");
        measure("fleet of three proxies formed", slowest(seen), "of which most is three JVMs starting at once");
    }

    private void useEveryProxy() throws IOException {
        account.chapter("Keys written through one proxy are read through the others");
        int right = 0;
        for (int k = 0; k < KEYS; k++) {
            set(k % 3, "demo:" + k, "value-" + k);
        }
        for (int k = 0; k < KEYS; k++) {
            for (int reader = 1; reader <= 2; reader++) {
                right += ("value-" + k).equals(get((k + reader) % 3, "demo:" + k)) ? 1 : 0;
            }
        }
        account.claim(right == 2 * KEYS, right + " of " + 2 * KEYS + " reads through another proxy returned the value");
        for (Server server : redis) {
            account.bar(server.name(), server.keys("demo:*").size(), KEYS);
        }
        if (!memcached.isEmpty()) {
            int same = memcachedRoundTrip("demo:");
            account.claim(
                    same == 2 * MEMCACHED_KEYS, "memcached: " + same + " of " + 2 * MEMCACHED_KEYS + " reads likewise");
        }
        for (int n = 0; n < ADDRESSES.size(); n++) {
            traffic.add(new Traffic("traffic:" + n + ":", fleet.redisProxies(n)));
        }
        account.note("from here on three clients write and read through one proxy each, without a pause");
    }

    private void killServer() throws IOException {
        Server victim = redis.get(1);
        List<String> keys = new ArrayList<>(new TreeSet<>(victim.keys("demo:*")));
        account.chapter("A server dies: kill -9 " + victim.pid() + " (" + victim.name() + ")");
        Pause.millis(300);
        Traffic.Counts before = totals();
        long killed = System.nanoTime();
        victim.kill();
        Map<Node, Fleet.Seen> seen = switchTo(killed, report -> report.isOut(REDIS, victim.name()));
        account.claim(
                distinct(seen, FleetReport::epoch) == 1,
                "every proxy is at epoch " + first(seen).epoch() + " without " + victim.name());
        measure(
                "killed server out at every proxy",
                slowest(seen),
                "epoch " + first(seen).epoch());
        Pause.millis(300);
        long failed = totals().refused() - before.refused();
        measureCount("  requests that got an error meanwhile", failed, "sent to the dead server before the decision");

        int right = 0;
        for (int i = 0; i < keys.size(); i++) {
            set(i % 3, keys.get(i), "again-" + i);
        }
        for (int i = 0; i < keys.size(); i++) {
            for (int reader = 0; reader < 3; reader++) {
                right += ("again-" + i).equals(get(reader, keys.get(i))) ? 1 : 0;
            }
        }
        account.claim(
                right == 3 * keys.size(),
                "its " + keys.size() + " keys, written anew through all three, are read right by all three: " + right
                        + " of " + 3 * keys.size());
        Map<String, Integer> substitutes = holders(keys, victim);
        account.claim(
                substitutes.values().stream().mapToInt(Integer::intValue).sum() == keys.size(),
                "each of them is on exactly one substitute: "
                        + substitutes.entrySet().stream()
                                .map(e -> e.getValue() + " on " + e.getKey())
                                .collect(Collectors.joining(", ")));
    }

    private void returnServer() throws IOException {
        Server victim = redis.get(1);
        account.chapter("It comes back");
        long started = System.nanoTime();
        victim.start();
        Map<Node, Fleet.Seen> seen = switchTo(started, report -> !report.isOut(REDIS, victim.name()));
        account.claim(
                distinct(seen, FleetReport::epoch) == 1,
                "every proxy is at epoch " + first(seen).epoch() + " with " + victim.name());
        measure(
                "restarted server back at every proxy",
                slowest(seen),
                "after probes, at server_retry_timeout (1 s here)");
        List<String> keys = new ArrayList<>();
        for (int k = 0; k < 200; k++) {
            set(k % 3, "home:" + k, "home-" + k);
            keys.add("home:" + k);
        }
        Map<String, Integer> homes = holders(keys, null);
        account.claim(
                homes.getOrDefault(victim.name(), 0) > 0
                        && homes.values().stream().mapToInt(Integer::intValue).sum() == keys.size(),
                "new keys go to all four again: "
                        + homes.entrySet().stream()
                                .map(e -> e.getValue() + " on " + e.getKey())
                                .collect(Collectors.joining(", ")));
    }

    private void killMemcached() throws IOException {
        Server victim = memcached.get(0);
        account.chapter("The same with memcached: kill -9 " + victim.pid() + " (" + victim.name() + ")");
        long killed = System.nanoTime();
        victim.kill();
        Map<Node, Fleet.Seen> seen = switchTo(killed, report -> report.isOut(MEMCACHED, victim.name()));
        account.claim(
                distinct(seen, FleetReport::epoch) == 1,
                "found by the probes alone, without traffic: every proxy is at epoch "
                        + first(seen).epoch());
        measure(
                "idle memcached killed, out at every proxy",
                slowest(seen),
                "epoch " + first(seen).epoch());
        int same = memcachedRoundTrip("substitute:");
        account.claim(
                same == 2 * MEMCACHED_KEYS,
                same + " of " + 2 * MEMCACHED_KEYS + " reads through another proxy return the value, from "
                        + memcached.get(1).name());
        victim.start();
        switchTo(System.nanoTime(), report -> !report.isOut(MEMCACHED, victim.name()));
        account.claim(true, victim.name() + " is back at every proxy");
    }

    private void killCoordinator() throws IOException {
        Node victim = fleet.named(fleet.alive().get(0).report().coordinator());
        account.chapter("A proxy dies: kill -9 " + victim.pid() + " (" + victim.name() + ", the coordinator)");
        traffic.forEach(Traffic::restartClock);
        Traffic.Counts before = totals();
        long killed = System.nanoTime();
        victim.kill();
        Map<Node, Fleet.Seen> seen = fleet.await(
                killed,
                report -> !report.coordinator().isEmpty()
                        && !report.coordinator().equals(victim.name())
                        && !report.nodes().contains(victim.name()));
        Pause.millis(1_000);
        Traffic.Counts after = totals();
        showTimes(seen, "follows " + first(seen).coordinator());
        account.claim(
                after.refused() == before.refused(),
                "no error reply among the " + (after.requests() - before.requests())
                        + " requests since; the dead proxy's client went on with the next one");
        measure(
                "new coordinator after the old one was killed",
                slowest(seen),
                first(seen).coordinator());
        measure("  longest time one request took meanwhile", after.longestNanos(), "");

        Server server = redis.get(2);
        account.line("The two that are left still decide: kill -9 " + server.pid() + " (" + server.name() + ")");
        long again = System.nanoTime();
        server.kill();
        Map<Node, Fleet.Seen> decided = switchTo(again, report -> report.isOut(REDIS, server.name()));
        account.claim(
                distinct(decided, FleetReport::epoch) == 1,
                "both are at epoch " + first(decided).epoch() + " without " + server.name());
        measure(
                "next killed server out at the two proxies left",
                slowest(decided),
                "epoch " + first(decided).epoch());
    }

    private void summarize(long took) {
        Traffic.Counts all = totals();
        account.chapter("What was measured");
        measured.forEach((what, value) -> account.measured(what, value[0], value[1]));
        account.measured("requests of the three clients", String.format("%,d", all.requests()), "");
        account.measured("  that got an error", String.format("%,d", all.refused()), "");
        account.measured("  that returned an old value", String.format("%,d", all.wrong()), "");
        account.measured("the whole demo", Account.millis(took), "");
        account.blank();
        if (account.broken().isEmpty()) {
            account.claim(true, "everything held");
        } else {
            account.broken().forEach(claim -> account.line("did not hold: " + claim));
            account.line("logs: " + folder);
        }
    }

    /** What to try by hand while everything is left running. */
    void showAddresses() {
        account.chapter("Left running; Ctrl-C ends all of it");
        for (Node node : fleet.alive()) {
            account.line(node.name() + ":");
            account.line("  redis-cli -h " + node.address() + " -p " + ports.redisPool());
            if (!memcached.isEmpty()) {
                account.line("  memcached on " + node.address() + ":" + ports.memcachedPool());
            }
            account.line("  http://" + node.address() + ":" + ports.admin()
                    + "/metrics   (/api/v1/topology, /health/ready)");
            account.line("  nutcracker's stats on " + node.address() + ":" + ports.stats());
        }
        Node any = fleet.alive().get(0);
        String admin = any.address() + ":" + ports.admin();
        account.line("bin/flotilla status --admin " + admin);
        account.line("configuration and logs: " + folder);
    }

    @Override
    public void close() {
        traffic.forEach(Traffic::close);
        children.close();
        if (account.broken().isEmpty()) {
            deleteFolder();
        }
    }

    // ---- What the scenes are made of

    private String yaml() {
        StringBuilder yaml = new StringBuilder(pool(REDIS, ports.redisPool(), true, redis));
        if (!memcached.isEmpty()) {
            yaml.append(pool(MEMCACHED, ports.memcachedPool(), false, memcached));
        }
        return yaml.toString();
    }

    private static String pool(String name, int port, boolean isRedis, List<Server> servers) {
        return """
                %s:
                  listen: 127.0.0.1:%d
                  redis: %s
                  hash: fnv1a_64
                  distribution: ketama
                  timeout: 400
                  auto_eject_hosts: true
                  server_failure_limit: 2
                  server_retry_timeout: 1000
                  servers:
                %s
                """.formatted(
                        name,
                        port,
                        isRedis,
                        servers.stream()
                                .map(server -> "   - 127.0.0.1:" + server.port() + ":1 " + server.name())
                                .collect(Collectors.joining("\n")));
    }

    private Map<Node, Fleet.Seen> switchTo(long start, Predicate<FleetReport> condition) throws IOException {
        Map<Node, Fleet.Seen> seen = fleet.await(start, condition);
        showTimes(seen, "epoch " + first(seen).epoch());
        return seen;
    }

    private void showTimes(Map<Node, Fleet.Seen> seen, String what) {
        seen.forEach((node, when) -> account.line(node.name() + " " + what + " after " + Account.millis(when.nanos())));
    }

    private void showReady(Node node, long start) {
        account.line(node.name() + " on " + node.address() + " is ready after "
                + Account.millis(System.nanoTime() - start) + " (pid " + node.pid() + ")");
    }

    private int memcachedRoundTrip(String prefix) throws IOException {
        List<MemcachedClient> clients = new ArrayList<>();
        try {
            for (String address : ADDRESSES) {
                clients.add(new MemcachedClient(address, ports.memcachedPool()));
            }
            int right = 0;
            for (int k = 0; k < MEMCACHED_KEYS; k++) {
                clients.get(k % 3).set(prefix + k, "value-" + k);
            }
            for (int k = 0; k < MEMCACHED_KEYS; k++) {
                for (int reader = 1; reader <= 2; reader++) {
                    right += ("value-" + k).equals(clients.get((k + reader) % 3).get(prefix + k)) ? 1 : 0;
                }
            }
            return right;
        } finally {
            for (MemcachedClient client : clients) {
                client.close();
            }
        }
    }

    private final Map<Integer, Jedis> clients = new HashMap<>();

    private Jedis client(int node) {
        return clients.computeIfAbsent(node, n -> {
            HostAndPort proxy = fleet.redisProxies(n).get(0);
            return new Jedis(proxy.getHost(), proxy.getPort(), 5_000);
        });
    }

    private void set(int node, String key, String value) {
        client(node).set(key, value);
    }

    private String get(int node, String key) {
        return client(node).get(key);
    }

    /** How many of these keys each living server holds, by looking on the servers themselves. */
    private Map<String, Integer> holders(List<String> keys, Server dead) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Server server : redis) {
            if (server != dead) {
                java.util.Set<String> there = server.keys("*");
                there.retainAll(keys);
                counts.put(server.name(), there.size());
            }
        }
        return counts;
    }

    private Traffic.Counts totals() {
        Traffic.Counts sum = new Traffic.Counts(0, 0, 0, 0, 0);
        for (Traffic one : traffic) {
            Traffic.Counts c = one.counts();
            sum = new Traffic.Counts(
                    sum.requests() + c.requests(),
                    sum.refused() + c.refused(),
                    sum.lostConnections() + c.lostConnections(),
                    sum.wrong() + c.wrong(),
                    Math.max(sum.longestNanos(), c.longestNanos()));
        }
        return sum;
    }

    private void measure(String what, long nanos, String remark) {
        measured.put(what, new String[] {Account.millis(nanos), remark});
    }

    private void measureCount(String what, long count, String remark) {
        measured.put(what, new String[] {String.format("%,d", count), remark});
    }

    private static long slowest(Map<Node, Fleet.Seen> seen) {
        return seen.values().stream().mapToLong(Fleet.Seen::nanos).max().orElse(0);
    }

    private static FleetReport first(Map<Node, Fleet.Seen> seen) {
        return seen.values().iterator().next().report();
    }

    private static long distinct(Map<Node, Fleet.Seen> seen, java.util.function.Function<FleetReport, Object> field) {
        return seen.values().stream()
                .map(when -> field.apply(when.report()))
                .distinct()
                .count();
    }

    private static String portsOf(List<Server> servers) {
        return servers.stream()
                .map(server -> server.name() + " on " + server.port())
                .collect(Collectors.joining(", "));
    }

    private void deleteFolder() {
        try (java.util.stream.Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            account.note("could not delete " + folder + ": " + e.getMessage());
        }
    }
}
