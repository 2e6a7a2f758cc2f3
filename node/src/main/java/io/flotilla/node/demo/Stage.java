package io.flotilla.node.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

/** What every scene of the demo uses: the servers, the fleet, the clients, the account and the figures for its end. */
final class Stage {
    static final List<String> ADDRESSES = List.of("127.0.0.1", "127.0.0.2", "127.0.0.3");
    static final String REDIS = "redis";
    static final String MEMCACHED = "memcached";
    static final int MEMCACHED_KEYS = 300;

    final Account account;
    final Children children;
    final Ports ports;
    final List<Server> redis = new ArrayList<>();
    final List<Server> memcached = new ArrayList<>();
    final List<Traffic> traffic = new ArrayList<>();
    final Map<String, String[]> measured = new LinkedHashMap<>();
    Fleet fleet;
    private final Map<Integer, Jedis> clients = new HashMap<>();

    Stage(Account account, Children children, Ports ports) {
        this.account = account;
        this.children = children;
        this.ports = ports;
    }

    int memcachedRoundTrip(String prefix) throws IOException {
        List<MemcachedClient> clients = new ArrayList<>();
        try {
            for (String address : ADDRESSES) {
                clients.add(new MemcachedClient(address, ports.memcachedPool()));
            }
            int right = 0;
            for (int k = 0; k < MEMCACHED_KEYS; k++) {
                clients.get(k % 3).set(prefix + k + ":page", "value-" + k);
            }
            for (int k = 0; k < MEMCACHED_KEYS; k++) {
                for (int reader = 1; reader <= 2; reader++) {
                    right += ("value-" + k).equals(clients.get((k + reader) % 3).get(prefix + k + ":page")) ? 1 : 0;
                }
            }
            return right;
        } finally {
            for (MemcachedClient client : clients) {
                client.close();
            }
        }
    }

    private Jedis client(int node) {
        return clients.computeIfAbsent(node, n -> {
            HostAndPort proxy = fleet.redisProxies(n).get(0);
            return new Jedis(proxy.getHost(), proxy.getPort(), 5_000);
        });
    }

    void set(int node, String key, String value) {
        client(node).set(key, value);
    }

    String get(int node, String key) {
        return client(node).get(key);
    }

    /** How many of these keys each living server holds, by looking on the servers themselves. */
    Map<String, Integer> holders(List<String> keys, Server dead) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Server server : redis) {
            if (server != dead) {
                Set<String> there = server.keys("*");
                there.retainAll(keys);
                counts.put(server.name(), there.size());
            }
        }
        return counts;
    }

    Traffic.Counts totals() {
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

    void measure(String what, long nanos, String remark) {
        measured.put(what, new String[] {Account.millis(nanos), remark});
    }

    void measureCount(String what, long count, String remark) {
        measured.put(what, new String[] {String.format("%,d", count), remark});
    }

    Map<Node, Fleet.Seen> switchTo(long start, Predicate<FleetReport> condition) throws IOException {
        account.waiting("waiting for every proxy to follow");
        Map<Node, Fleet.Seen> seen = fleet.await(start, condition);
        showTimes(seen, "epoch " + first(seen).epoch());
        return seen;
    }

    void showTimes(Map<Node, Fleet.Seen> seen, String what) {
        seen.forEach((node, when) -> account.line(node.name() + " " + what + " after " + Account.millis(when.nanos())));
    }

    void showReady(Node node, long start) {
        account.line(node.name() + " on " + node.address() + " is ready after "
                + Account.millis(System.nanoTime() - start) + " (pid " + node.pid() + ")");
    }

    static long slowest(Map<Node, Fleet.Seen> seen) {
        return seen.values().stream().mapToLong(Fleet.Seen::nanos).max().orElse(0);
    }

    static FleetReport first(Map<Node, Fleet.Seen> seen) {
        return seen.values().iterator().next().report();
    }

    static long distinct(Map<Node, Fleet.Seen> seen, Function<FleetReport, Object> field) {
        return seen.values().stream()
                .map(when -> field.apply(when.report()))
                .distinct()
                .count();
    }
}
