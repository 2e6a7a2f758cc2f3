package io.flotilla.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flotilla.testing.FlotillaFleet;
import io.flotilla.testing.FlotillaProcess;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealMemcached;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Three nodes and four memcached servers, some of which hang or die at bad moments while clients notice every stale read.
 * Nodes refuse when isolated: those that serve by what they remember may well be stale.
 */
class FleetFaultsIT {
    private static final String POOL = "cache";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<RealMemcached> SERVERS = new ArrayList<>();
    private static FlotillaFleet fleet;
    private static FleetView all;
    private static int port;
    private UnderLoad load;

    @BeforeAll
    static void start() {
        for (int s = 0; s < 4; s++) {
            SERVERS.add(RealMemcached.started());
        }
        port = FreePorts.next();
        fleet = FlotillaFleet.started(3, Pools.fleet("when_isolated: refuse", POOL, port, SERVERS));
        all = new FleetView(fleet.nodes());
    }

    @AfterAll
    static void stop() {
        if (fleet != null) {
            fleet.close();
        }
        SERVERS.forEach(RealMemcached::close);
    }

    @BeforeEach
    void load() {
        load = new UnderLoad(fleet, POOL, port, SERVERS);
    }

    @AfterEach
    void endLoad() {
        load.close();
    }

    @Test
    void twoServersThatDieInOneMomentAreBothOutAndBothComeBack() {
        SERVERS.get(1).kill();
        SERVERS.get(3).kill();
        all.until("both out", node -> load.out(node).containsAll(List.of("server-2", "server-4")));
        all.untilOne();
        SERVERS.get(3).start();
        SERVERS.get(1).start();
        load.judge();
    }

    @Test
    void aProxyThatHangsDuringASwitchServesNothingStaleWhenItGoesOn() {
        hangDuringASwitch(other(coordinator()));
    }

    /** The fleet goes on without the node, all keys get new values, and the node is asked for them while it hangs. */
    private void hangDuringASwitch(FlotillaProcess hung) {
        List<FlotillaProcess> others =
                fleet.nodes().stream().filter(node -> node != hung).toList();
        List<String> keys = IntStream.range(0, 100).mapToObj(n -> "hang:" + n).toList();
        keys.forEach(key -> write(others.get(0), key, "old"));
        try (RawClient waiting = RawClient.connect(hung.bind(), port)) {
            waiting.send("version\r\n").readLine();
            hung.process().signal("STOP");
            CompletableFuture<Void> ejecting =
                    CompletableFuture.runAsync(() -> untilDone(others.get(0), "eject", "server-1"));
            new FleetView(others).until("the server out", node -> load.out(node).contains("server-1"));
            ejecting.join();
            keys.forEach(key -> write(others.get(0), key, "new"));
            keys.forEach(key -> waiting.send("get " + key + "\r\n"));
            hung.process().signal("CONT");
            keys.forEach(key -> assertThat(valueOf(waiting)).isNotEqualTo("old"));
        }
        all.untilOne();
        untilDone(others.get(1), "restore", "server-1");
        load.judge();
    }

    @Test
    void nodesThatAreKilledAndJoinAtRandomStepsOfSwitchesLeaveNoTrace() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 2; round++) {
            String where = "seed %d, round %d".formatted(seed, round);
            FlotillaProcess victim = fleet.node(1 + random.nextInt(3));
            FlotillaProcess asked = other(victim);
            String server = "server-" + (1 + random.nextInt(SERVERS.size()));
            CompletableFuture<Void> ejecting = CompletableFuture.runAsync(() -> untilDone(asked, "eject", server));
            // The moment in the switch is the point; there is nothing to wait for.
            pause(random.nextInt(40));
            victim.kill();
            ejecting.join();
            CompletableFuture<Void> joining = CompletableFuture.runAsync(victim::restart);
            while (!joining.isDone()) {
                untilDone(asked, "restore", server);
                untilDone(asked, "eject", server);
            }
            joining.join();
            untilDone(victim, "restore", server);
            assertThat(load).as(where).satisfies(UnderLoad::untilWhole);
        }
        load.judge();
    }

    private FlotillaProcess coordinator() {
        String name = TopologyJson.of(fleet.node(1)).coordinator();
        return fleet.node(Integer.parseInt(name.substring("node-".length())));
    }

    private FlotillaProcess other(FlotillaProcess than) {
        return fleet.nodes().stream().filter(node -> node != than).findFirst().orElseThrow();
    }

    /** Gives a command until the fleet has done it: without a coordinator, none can be given. */
    private static void untilDone(FlotillaProcess node, String command, String server) {
        String json = new JsonObject()
                .put("command", command)
                .put("pool", POOL)
                .put("server", server)
                .encode();
        atOnceOrLater(command + " " + server)
                .until(() -> node.request("POST", "/api/v1/topology", json).statusCode() == 200);
    }

    private static void write(FlotillaProcess node, String key, String value) {
        atOnceOrLater("a write of " + key).until(() -> {
            try (RawClient client = RawClient.connect(node.bind(), port)) {
                client.send("set " + key + " 0 0 " + value.length() + "\r\n" + value + "\r\n");
                return client.readLine().equals("STORED");
            }
        });
    }

    private static ConditionFactory atOnceOrLater(String what) {
        return await(what)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class);
    }

    /** The value of the next reply to a get; empty for a miss or an error. */
    private static String valueOf(RawClient client) {
        String line = client.within(PATIENCE).readLine();
        if (!line.startsWith("VALUE ")) {
            return "";
        }
        String value = client.readLine();
        client.expect("END\r\n");
        return value;
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
