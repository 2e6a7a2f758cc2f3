package io.flotilla.topology;

import io.flotilla.config.Endpoint;
import io.flotilla.config.FleetConfig;
import io.flotilla.config.FlotillaConfig;
import io.flotilla.config.PoolConfig;
import io.flotilla.config.Protocol;
import io.flotilla.config.ServerConfig;
import io.flotilla.config.WhenIsolated;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A member of a real fleet: Hazelcast, event bus and probes, but no clients. In this process, or alone in one. */
final class TestNode implements AutoCloseable {
    private static final String SECRET = "known to this test";

    final String name;
    final FleetMember member;
    final TopologyVerticle verticle;
    final RecordingDataPlane dataPlane = new RecordingDataPlane();
    final PoolHealth health;
    private String deployment;

    private TestNode(FlotillaConfig config, String name) throws Exception {
        this.name = name;
        this.member = FleetMember.join(config, name, new VertxOptions().setEventLoopPoolSize(2), b -> b)
                .await(30, TimeUnit.SECONDS);
        this.health = new PoolHealth(config);
        this.verticle = new TopologyVerticle(config, name, health, dataPlane, member);
    }

    static TestNode started(FlotillaConfig config, String name) throws Exception {
        TestNode node = new TestNode(config, name);
        node.deployment = node.member.vertx().deployVerticle(node.verticle).await(20, TimeUnit.SECONDS);
        return node;
    }

    /** Pool "m" of memcached servers and pool "r" of Redis servers with a password; both ports by address. */
    static FlotillaConfig config(
            String bind, int clusterPort, List<Integer> memcached, List<Integer> redis, String password) {
        List<Endpoint.Tcp> join = List.of(
                new Endpoint.Tcp("127.0.0.1", clusterPort),
                new Endpoint.Tcp("127.0.0.2", clusterPort),
                new Endpoint.Tcp("127.0.0.3", clusterPort));
        FleetConfig fleet = new FleetConfig(
                "test-" + clusterPort,
                join,
                bind,
                clusterPort,
                250,
                2000,
                10_000,
                WhenIsolated.SERVE,
                false,
                Optional.of(SECRET));
        List<PoolConfig> pools = new ArrayList<>();
        pools.add(TestPools.pool("m", Protocol.MEMCACHED, Optional.empty(), 1000, servers(memcached)));
        if (!redis.isEmpty()) {
            pools.add(TestPools.pool("r", Protocol.REDIS, Optional.of(password), 1000, servers(redis)));
        }
        return new FlotillaConfig(Optional.of(fleet), pools);
    }

    private static List<ServerConfig> servers(List<Integer> ports) {
        return ports.stream()
                .map(p -> new ServerConfig("s" + p, new Endpoint.Tcp("127.0.0.1", p), 1))
                .toList();
    }

    FleetStatus status() {
        return verticle.status();
    }

    Vertx vertx() {
        return member.vertx();
    }

    JsonObject command(JsonObject request) throws Exception {
        DeliveryOptions signed = new BusSignature(SECRET, "test").sign(TopologyVerticle.COMMAND, request);
        return vertx().eventBus()
                .<JsonObject>request(TopologyVerticle.COMMAND, request, signed)
                .await(10, TimeUnit.SECONDS)
                .body();
    }

    @Override
    public void close() throws Exception {
        vertx().undeploy(deployment).await(10, TimeUnit.SECONDS);
        vertx().close().await(20, TimeUnit.SECONDS);
    }

    /** One node as a process of its own: address, cluster port, ports of memcached servers. */
    public static void main(String[] args) throws Exception {
        List<Integer> ports = new ArrayList<>();
        for (int i = 2; i < args.length; i++) {
            ports.add(Integer.parseInt(args[i]));
        }
        FlotillaConfig config = config(args[0], Integer.parseInt(args[1]), ports, List.of(), "");
        started(config, args[0]);
        System.out.println("started");
        Thread.sleep(TimeUnit.MINUTES.toMillis(5));
    }
}
