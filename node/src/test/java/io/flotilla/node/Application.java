package io.flotilla.node;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.core.HazelcastInstance;
import io.flotilla.testing.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** An application of somebody else's, this JVM, in the cluster of a node: as docs/event-bus.md says that one joins. */
final class Application implements AutoCloseable {
    private final HazelcastClusterManager manager;
    private final Vertx vertx;

    private Application(HazelcastClusterManager manager, Vertx vertx) {
        this.manager = manager;
        this.vertx = vertx;
    }

    /** An honest one. */
    static Application joined(int clusterPort) throws Exception {
        return joined("flotilla", clusterPort, Map.of(), bus -> bus);
    }

    /** One with these attributes of its member, and its own ideas of the event bus. */
    static Application joined(
            String fleet, int clusterPort, Map<String, String> attributes, UnaryOperator<EventBusOptions> bus)
            throws Exception {
        Config hazelcast = new Config().setClusterName(fleet).setLiteMember(true);
        hazelcast.setProperty("hazelcast.partition.count", "31");
        hazelcast.setProperty("hazelcast.phone.home.enabled", "false");
        hazelcast.setProperty("hazelcast.wait.seconds.before.join", "0");
        attributes.forEach(hazelcast.getMemberAttributeConfig()::setAttribute);
        hazelcast.getNetworkConfig().setPort(FreePorts.next()).setPortAutoIncrement(false);
        hazelcast.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        JoinConfig join = hazelcast.getNetworkConfig().getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).addMember("127.0.0.1:" + clusterPort);
        HazelcastClusterManager manager = new HazelcastClusterManager(hazelcast);
        EventBusOptions options = bus.apply(new EventBusOptions().setHost("127.0.0.1"));
        return new Application(
                manager,
                get(Vertx.builder()
                        .with(new VertxOptions().setEventBusOptions(options))
                        .withClusterManager(manager)
                        .buildClustered()));
    }

    Vertx vertx() {
        return vertx;
    }

    HazelcastClusterManager manager() {
        return manager;
    }

    HazelcastInstance hazelcast() {
        return manager.getHazelcastInstance();
    }

    /** The reply to a command. */
    JsonObject ask(JsonObject command) throws Exception {
        return ask("flotilla.topology.command", command, new DeliveryOptions());
    }

    /** The reply to a message. */
    JsonObject ask(String address, JsonObject body, DeliveryOptions options) throws Exception {
        return get(vertx.eventBus().<JsonObject>request(address, body, options)).body();
    }

    static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        get(vertx.close());
    }
}
