package io.flotilla.node.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import redis.clients.jedis.HostAndPort;

/** The demo's nodes, looked at all at once. */
final class Fleet {
    private static final long LIMIT_NANOS = 40_000_000_000L;

    private final List<Node> nodes;
    private final Ports ports;

    Fleet(List<Node> nodes, Ports ports) {
        this.nodes = List.copyOf(nodes);
        this.ports = ports;
    }

    List<Node> alive() {
        return nodes.stream().filter(Node::isAlive).toList();
    }

    Node named(String name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no node " + name));
    }

    /** Where a client of the Redis pool connects: every proxy, the one with this index first. */
    List<HostAndPort> redisProxies(int first) {
        List<HostAndPort> proxies = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            proxies.add(new HostAndPort(nodes.get((first + i) % nodes.size()).address(), ports.redisPool()));
        }
        return proxies;
    }

    /** When a node was first seen to fulfil a condition, and what it said then. */
    record Seen(long nanos, FleetReport report) {}

    /** Watches every living node until each has once said what is asked for; the time of each since {@code start}. */
    Map<Node, Seen> await(long start, Predicate<FleetReport> condition) throws IOException {
        Map<Node, CompletableFuture<Seen>> watches = new LinkedHashMap<>();
        for (Node node : alive()) {
            watches.put(node, CompletableFuture.supplyAsync(() -> watch(node, start, condition), this::inThread));
        }
        Map<Node, Seen> seen = new LinkedHashMap<>();
        for (Map.Entry<Node, CompletableFuture<Seen>> watch : watches.entrySet()) {
            Seen when = watch.getValue().join();
            if (when == null) {
                throw new IOException(watch.getKey().name() + " did not follow within " + Account.millis(LIMIT_NANOS)
                        + "; it says " + lastWords(watch.getKey()));
            }
            seen.put(watch.getKey(), when);
        }
        return seen;
    }

    private static String lastWords(Node node) {
        try {
            return node.report().toString();
        } catch (IOException e) {
            return "nothing (" + e + ")";
        }
    }

    private void inThread(Runnable task) {
        Thread thread = new Thread(task, "watch");
        thread.setDaemon(true);
        thread.start();
    }

    private static Seen watch(Node node, long start, Predicate<FleetReport> condition) {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < LIMIT_NANOS) {
            try {
                FleetReport report = node.report();
                if (condition.test(report)) {
                    return new Seen(System.nanoTime() - start, report);
                }
            } catch (IOException e) {
                Pause.millis(50);
            }
            Pause.millis(10);
        }
        return null;
    }
}
