package io.flotilla.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flotilla.testing.FlotillaFleet;
import io.flotilla.testing.FlotillaProcess;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealMemcached;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A proxy is stopped past its lease, with requests waiting in its sockets. The fleet ejects a server that is alive and keeps
 * its old values, and every key gets a new one. Then the proxy goes on.
 */
class StoppedProxyIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CLIENTS = 40;
    private static final int KEYS = 5;
    private static final String EJECT = "{\"command\":\"eject\",\"pool\":\"cache\",\"server\":\"server-1\"}";

    private final List<RealMemcached> servers = new ArrayList<>();
    private final List<RawClient> clients = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();
    private FlotillaFleet fleet;
    private FlotillaProcess stopped;
    private FleetView others;
    private RawClient writer;
    private int port;

    private void start(String settings) {
        servers.add(RealMemcached.started());
        servers.add(RealMemcached.started());
        port = FreePorts.next();
        fleet = FlotillaFleet.started(3, Pools.fleet(settings, "cache", port, servers));
        new FleetView(fleet.nodes()).untilOne();
        stopped = fleet.node(3);
        others = new FleetView(List.of(fleet.node(1), fleet.node(2)));
        writer = RawClient.connect(fleet.node(1).bind(), port).within(PATIENCE);
        clients.add(writer);
    }

    @AfterEach
    void stop() {
        clients.forEach(RawClient::close);
        if (fleet != null) {
            fleet.close();
        }
        servers.forEach(RealMemcached::close);
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "refuse"})
    void aProxyThatWasStoppedPastItsLeaseAnswersNothingByTheTopologyThatItRemembers(String whenIsolated) {
        start("when_isolated: " + whenIsolated);
        goOnAfter(() -> {});
    }

    /** The cluster gives it up, so that it is alone for a while after it goes on, and the fleet counts it out. */
    @ParameterizedTest
    @ValueSource(strings = {"serve", "refuse"})
    void aProxyThatTheClusterHasGivenUpAnswersNothingByTheTopologyThatItRemembers(String whenIsolated) {
        start("when_isolated: " + whenIsolated + "\nforget_after: 8s");
        goOnAfter(() -> others.until(
                "the stopped node forgotten",
                node -> TopologyJson.of(node).members().equals(List.of("node-1", "node-2"))));
    }

    /** Stops the proxy, changes the fleet, and lets the proxy go on. */
    private void goOnAfter(Runnable moreTime) {
        RealMemcached home = servers.get(0);
        List<String> keys = keysOn(home);
        keys.forEach(key -> set(key, "old"));
        List<RawClient> waiting = waitingClients(keys.get(0));

        stopped.process().signal("STOP");
        waiting.forEach(client -> keys.forEach(key -> client.send("get " + key + "\r\n" + setOf(stray(key), "stray"))));
        fleet.node(1).post("/api/v1/topology", EJECT);
        others.until("the server out", node -> TopologyJson.of(node).isOut("cache", "server-1"));
        keys.forEach(key -> set(key, "new"));
        moreTime.run();
        assertThat(home.get(keys.get(0)))
                .as("on the server that was ejected, which is alive")
                .isEqualTo("old");

        stopped.process().signal("CONT");
        waiting.forEach(client -> keys.forEach(key -> readAnswers(client, key)));
        assertThat(answers).filteredOn(answer -> answer.endsWith(" is old")).isEmpty();
        assertThat(keys).allSatisfy(key -> assertThat(home.get(stray(key)))
                .as("%s on the server that was ejected", stray(key))
                .isNull());
        keys.forEach(key -> readUntilNew(waiting.get(0), key));
        new FleetView(fleet.nodes()).untilOne();
    }

    private void readUntilNew(RawClient client, String key) {
        await(key + " is new")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    client.send("get " + key + "\r\n");
                    String value = readValue(client);
                    assertThat(value).as(key).isNotEqualTo("old");
                    return value.equals("new");
                });
    }

    /** Clients of the proxy that is to be stopped; each has been served once. */
    private List<RawClient> waitingClients(String key) {
        List<RawClient> waiting = Stream.generate(() -> RawClient.connect(stopped.bind(), port))
                .limit(CLIENTS)
                .map(client -> client.within(PATIENCE))
                .toList();
        clients.addAll(waiting);
        waiting.forEach(client -> client.send("get " + key + "\r\n").expect("VALUE " + key + " 0 3\r\nold\r\nEND\r\n"));
        return waiting;
    }

    /** The replies to a get and a set: values or errors. */
    private void readAnswers(RawClient client, String key) {
        answers.add(key + " is " + readValue(client));
        assertThat(client.readLine()).matches("STORED|SERVER_ERROR .*");
    }

    /** The value, or what was said instead of one. */
    private static String readValue(RawClient client) {
        String line = client.readLine();
        if (!line.startsWith("VALUE ")) {
            assertThat(line).matches("END|SERVER_ERROR .*");
            return line;
        }
        String value = client.readLine();
        client.expect("END\r\n");
        return value;
    }

    private static String stray(String key) {
        return key + "x";
    }

    private void set(String key, String value) {
        writer.send(setOf(key, value)).expect("STORED\r\n");
    }

    private static String setOf(String key, String value) {
        return "set " + key + " 0 0 " + value.length() + "\r\n" + value + "\r\n";
    }

    /** Keys of which this server is the home, and of their strays too. */
    private List<String> keysOn(RealMemcached server) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; keys.size() < KEYS; i++) {
            String key = "key" + i;
            set(key, "1");
            set(stray(key), "1");
            if (server.get(key) != null && server.get(stray(key)) != null) {
                keys.add(key);
            }
            writer.send("delete " + key + "\r\ndelete " + stray(key) + "\r\n").expect("DELETED\r\nDELETED\r\n");
        }
        return keys;
    }
}
