package io.flotilla.bench.faults;

import io.flotilla.testing.FlotillaFleet;
import io.flotilla.testing.FlotillaProcess;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.Network;
import io.flotilla.testing.NetworkHost;
import io.flotilla.testing.RealMemcached;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Three nodes in front of four memcached servers, on loopback addresses or on hosts whose network can be cut. */
final class Scene implements AutoCloseable {
    static final int NODES = 3;
    private static final int SERVERS = 4;
    private static final String POOL = "cache";
    private static final long PATIENCE_MILLIS = 60_000;
    private static final long LOOK_MILLIS = 5;

    private final List<RealMemcached> servers = new ArrayList<>();
    private final Network network;
    private final int port = FreePorts.next();
    private FlotillaFleet fleet;

    private Scene(Network network) {
        this.network = network;
    }

    /** On 127.0.0.1 to 127.0.0.3, all in. */
    static Scene onLoopback() {
        Scene scene = new Scene(null);
        return scene.begin(() -> {
            for (int i = 0; i < SERVERS; i++) {
                scene.servers.add(RealMemcached.started());
            }
            scene.fleet = FlotillaFleet.startedBy(launcher(), NODES, scene.yaml());
        });
    }

    /** On hosts proxy1 to proxy3 and server1 to server4, all in. */
    static Scene onHosts() {
        Network.requirePermission();
        Scene scene = new Scene(Network.of("proxy1", "proxy2", "proxy3", "server1", "server2", "server3", "server4"));
        return scene.begin(() -> {
            for (NetworkHost host : scene.network.hosts("server1", "server2", "server3", "server4")) {
                scene.servers.add(RealMemcached.startedOn(host));
            }
            List<NetworkHost> proxies = scene.network.hosts("proxy1", "proxy2", "proxy3");
            scene.fleet = FlotillaFleet.startedOn(launcher(), proxies, scene.yaml());
        });
    }

    private Scene begin(Runnable start) {
        try {
            start.run();
            untilWhole();
            return this;
        } catch (RuntimeException | AssertionError e) {
            close();
            throw e;
        }
    }

    private static Path launcher() {
        return Path.of(System.getProperty("flotilla.home", "."))
                .toAbsolutePath()
                .normalize()
                .resolve("bin/flotilla");
    }

    private String yaml() {
        StringBuilder yaml = new StringBuilder("""
                %s:
                  listen: 127.0.0.1:%d
                  hash: fnv1a_64
                  distribution: ketama
                  timeout: 300
                  auto_eject_hosts: true
                  server_failure_limit: 2
                  server_retry_timeout: 2000
                  servers:
                """.formatted(POOL, port));
        for (int i = 0; i < servers.size(); i++) {
            yaml.append("   - %s:1 server-%d%n".formatted(servers.get(i).address(), i + 1));
        }
        return yaml.toString();
    }

    Network network() {
        return network;
    }

    /** The node with this number, from 1. */
    FlotillaProcess node(int n) {
        return fleet.node(n);
    }

    List<FlotillaProcess> nodes() {
        return fleet.nodes();
    }

    List<FlotillaProcess> others(FlotillaProcess than) {
        return nodes().stream().filter(node -> node != than).toList();
    }

    RealMemcached server(int n) {
        return servers.get(n - 1);
    }

    InetSocketAddress poolOf(FlotillaProcess node) {
        return new InetSocketAddress(node.bind(), port);
    }

    // ---- what nodes say

    private static JsonObject status(FlotillaProcess node) {
        return new JsonObject(node.get("/api/v1/topology"));
    }

    static long epoch(FlotillaProcess node) {
        return status(node).getLong("epoch");
    }

    static boolean isIsolated(FlotillaProcess node) {
        return status(node).getBoolean("isolated");
    }

    static boolean hasOut(FlotillaProcess node, int server) {
        return status(node)
                .getJsonObject("out")
                .getJsonArray(POOL, new JsonArray())
                .contains("server-" + server);
    }

    FlotillaProcess coordinator() {
        String name = status(nodes().get(0)).getString("coordinator");
        return node(Integer.parseInt(name.substring("node-".length())));
    }

    /** Whether all are one fleet: at one epoch, following one coordinator, missing nobody, ready. */
    boolean isOne() {
        List<JsonObject> said = nodes().stream().map(Scene::status).toList();
        return said.stream()
                                .map(s -> s.getLong("epoch") + s.getString("coordinator"))
                                .distinct()
                                .count()
                        == 1
                && said.stream().noneMatch(s -> s.getBoolean("isolated"))
                && said.stream().allMatch(s -> present(s) == NODES)
                && nodes().stream().allMatch(FlotillaProcess::isReady);
    }

    private static long present(JsonObject status) {
        return status.getJsonArray("nodes").stream()
                .filter(n -> !((JsonObject) n).getBoolean("missing"))
                .count();
    }

    void untilWhole() {
        until(() -> isOne()
                && nodes().stream()
                        .allMatch(node -> status(node).getJsonObject("out").isEmpty()));
    }

    // ---- doing

    /** Gives a command about a server; whether it was done. */
    static boolean command(FlotillaProcess node, String command, int server) {
        JsonObject body =
                new JsonObject().put("command", command).put("pool", POOL).put("server", "server-" + server);
        return node.request("POST", "/api/v1/topology", body.encode()).statusCode() == 200;
    }

    /** Milliseconds until this is so for all of them. */
    static long until(List<FlotillaProcess> nodes, Predicate<FlotillaProcess> condition) {
        return until(() -> nodes.stream().allMatch(condition));
    }

    /** Milliseconds until this is so. A node that does not answer is asked again. */
    static long until(BooleanSupplier condition) {
        long from = System.nanoTime();
        while (!holds(condition)) {
            if (millisSince(from) > PATIENCE_MILLIS) {
                throw new IllegalStateException("waited for " + PATIENCE_MILLIS + " ms in vain");
            }
            pause(LOOK_MILLIS);
        }
        return millisSince(from);
    }

    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (fleet != null) {
            fleet.close();
        }
        servers.forEach(RealMemcached::close);
        if (network != null) {
            network.close();
        }
    }
}
