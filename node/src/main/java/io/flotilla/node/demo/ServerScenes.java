package io.flotilla.node.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The scenes about servers: all in use, one killed, one back. */
final class ServerScenes {
    private static final int KEYS = 1_000;

    private final Stage stage;

    ServerScenes(Stage stage) {
        this.stage = stage;
    }

    void useEveryProxy() throws IOException {
        stage.account.chapter("Keys written through one proxy are read through the others");
        int right = 0;
        for (int k = 0; k < KEYS; k++) {
            stage.set(k % 3, "demo:" + k + ":page", "value-" + k);
        }
        for (int k = 0; k < KEYS; k++) {
            for (int reader = 1; reader <= 2; reader++) {
                right += ("value-" + k).equals(stage.get((k + reader) % 3, "demo:" + k + ":page")) ? 1 : 0;
            }
        }
        stage.account.claim(
                right == 2 * KEYS, right + " of " + 2 * KEYS + " reads through another proxy returned the value");
        for (Server server : stage.redis) {
            stage.account.bar(server.name(), server.keys("demo:*").size(), KEYS);
        }
        if (!stage.memcached.isEmpty()) {
            int same = stage.memcachedRoundTrip("demo:");
            stage.account.claim(
                    same == 2 * Stage.MEMCACHED_KEYS,
                    "memcached: " + same + " of " + 2 * Stage.MEMCACHED_KEYS + " reads likewise");
        }
        for (int n = 0; n < Stage.ADDRESSES.size(); n++) {
            stage.traffic.add(new Traffic("traffic:" + n + ":", stage.fleet.redisProxies(n)));
        }
        stage.account.note("from here on three clients write and read through one proxy each, without a pause");
    }

    void killServer() throws IOException {
        Server victim = stage.redis.get(1);
        List<String> keys = new ArrayList<>(new TreeSet<>(victim.keys("demo:*")));
        stage.account.chapter("A server dies: kill -9 " + victim.pid() + " (" + victim.name() + ")");
        Pause.millis(300);
        Traffic.Counts before = stage.totals();
        long killed = System.nanoTime();
        victim.kill();
        Map<Node, Fleet.Seen> seen = stage.switchTo(killed, report -> report.isOut(Stage.REDIS, victim.name()));
        stage.account.claim(
                Stage.distinct(seen, FleetReport::epoch) == 1,
                "every proxy is at epoch " + Stage.first(seen).epoch() + " without " + victim.name());
        stage.measure(
                "killed server out at every proxy",
                Stage.slowest(seen),
                "epoch " + Stage.first(seen).epoch());
        Pause.millis(300);
        long failed = stage.totals().refused() - before.refused();
        stage.measureCount(
                "  requests that got an error meanwhile", failed, "sent to the dead server before the decision");

        int right = 0;
        for (int i = 0; i < keys.size(); i++) {
            stage.set(i % 3, keys.get(i), "again-" + i);
        }
        for (int i = 0; i < keys.size(); i++) {
            for (int reader = 0; reader < 3; reader++) {
                right += ("again-" + i).equals(stage.get(reader, keys.get(i))) ? 1 : 0;
            }
        }
        stage.account.claim(
                right == 3 * keys.size(),
                "its " + keys.size() + " keys, written anew through all three, are read right by all three: " + right
                        + " of " + 3 * keys.size());
        Map<String, Integer> substitutes = stage.holders(keys, victim);
        stage.account.claim(
                substitutes.values().stream().mapToInt(Integer::intValue).sum() == keys.size(),
                "each of them is on exactly one substitute: "
                        + substitutes.entrySet().stream()
                                .map(e -> e.getValue() + " on " + e.getKey())
                                .collect(Collectors.joining(", ")));
    }

    void returnServer() throws IOException {
        Server victim = stage.redis.get(1);
        stage.account.chapter("It comes back");
        long started = System.nanoTime();
        victim.start();
        Map<Node, Fleet.Seen> seen = stage.switchTo(started, report -> !report.isOut(Stage.REDIS, victim.name()));
        stage.account.claim(
                Stage.distinct(seen, FleetReport::epoch) == 1,
                "every proxy is at epoch " + Stage.first(seen).epoch() + " with " + victim.name());
        stage.measure(
                "restarted server back at every proxy",
                Stage.slowest(seen),
                "found by probes, once it was out for server_retry_timeout (1 s here)");
        List<String> keys = new ArrayList<>();
        for (int k = 0; k < 200; k++) {
            stage.set(k % 3, "home:" + k + ":page", "home-" + k);
            keys.add("home:" + k + ":page");
        }
        Map<String, Integer> homes = stage.holders(keys, null);
        stage.account.claim(
                homes.getOrDefault(victim.name(), 0) > 0
                        && homes.values().stream().mapToInt(Integer::intValue).sum() == keys.size(),
                "new keys go to all four again: "
                        + homes.entrySet().stream()
                                .map(e -> e.getValue() + " on " + e.getKey())
                                .collect(Collectors.joining(", ")));
    }

    void killMemcached() throws IOException {
        Server victim = stage.memcached.get(0);
        stage.account.chapter("The same with memcached: kill -9 " + victim.pid() + " (" + victim.name() + ")");
        long killed = System.nanoTime();
        victim.kill();
        Map<Node, Fleet.Seen> seen = stage.switchTo(killed, report -> report.isOut(Stage.MEMCACHED, victim.name()));
        stage.account.claim(
                Stage.distinct(seen, FleetReport::epoch) == 1,
                "found by the probes alone, without traffic: every proxy is at epoch "
                        + Stage.first(seen).epoch());
        stage.measure(
                "idle memcached killed, out at every proxy",
                Stage.slowest(seen),
                "epoch " + Stage.first(seen).epoch());
        int same = stage.memcachedRoundTrip("substitute:");
        stage.account.claim(
                same == 2 * Stage.MEMCACHED_KEYS,
                same + " of " + 2 * Stage.MEMCACHED_KEYS + " reads through another proxy return the value, from "
                        + stage.memcached.get(1).name());
        victim.start();
        stage.switchTo(System.nanoTime(), report -> !report.isOut(Stage.MEMCACHED, victim.name()));
        stage.account.claim(true, victim.name() + " is back at every proxy");
    }
}
