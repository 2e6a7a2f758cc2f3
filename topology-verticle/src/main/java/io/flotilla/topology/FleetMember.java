package io.flotilla.topology;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import io.flotilla.config.FleetConfig;
import io.flotilla.config.FlotillaConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** This node as a member of a Hazelcast cluster. Loading this class loads Hazelcast: a node that stands alone never does. */
public final class FleetMember implements Cluster {
    private static final System.Logger LOG = System.getLogger(FleetMember.class.getName());
    private static final int JOIN_ATTEMPTS = 3;
    private static final int WRITE_ATTEMPTS = 5;
    private static final String KEY = "agreed";

    private final Vertx vertx;
    private final MemberId self;
    private final SamePools pools;
    private final HazelcastInstance hazelcast;
    private final NodeClaims claims;
    private final Refusals refusals;

    private FleetMember(
            Vertx vertx,
            MemberId self,
            SamePools pools,
            HazelcastInstance hazelcast,
            NodeClaims claims,
            Refusals refusals) {
        this.vertx = vertx;
        this.self = self;
        this.pools = pools;
        this.hazelcast = hazelcast;
        this.claims = claims;
        this.refusals = refusals;
    }

    /**
     * Joins the fleet and starts a clustered Vert.x.
     *
     * @param config has a fleet, and the same pools as all its members
     * @param nodeName unique in the fleet
     * @param options the node's own; its event-bus options are replaced
     * @param settings the node's own settings of the builder: transport, metrics
     * @return fails when the cluster port is taken, the members refuse this one, or their pools are not this node's
     */
    public static Future<FleetMember> join(
            FlotillaConfig config, String nodeName, VertxOptions options, UnaryOperator<VertxBuilder> settings) {
        return join(config, nodeName, options, settings, JOIN_ATTEMPTS).compose(FleetMember::agreeing);
    }

    private static Future<FleetMember> join(
            FlotillaConfig config,
            String nodeName,
            VertxOptions options,
            UnaryOperator<VertxBuilder> settings,
            int attempts) {
        return joinOnce(config, nodeName, options, settings).recover(failure -> {
            if (attempts == 1 || !isCluster(failure)) {
                return Future.failedFuture(failure);
            }
            LOG.log(
                    System.Logger.Level.WARNING,
                    "joining once more, since the cluster changed meanwhile: {0}",
                    failure);
            return join(config, nodeName, options, settings, attempts - 1);
        });
    }

    /** Members that start at the same time may form two clusters that merge while one of them is still setting up. */
    private static boolean isCluster(Throwable failure) {
        boolean portTaken = String.valueOf(failure.getMessage()).contains("in use");
        return !portTaken && (failure instanceof IllegalStateException || failure instanceof HazelcastException);
    }

    private static Future<FleetMember> joinOnce(
            FlotillaConfig flotilla, String nodeName, VertxOptions options, UnaryOperator<VertxBuilder> settings) {
        FleetConfig fleet = flotilla.fleet().orElseThrow();
        SamePools pools = SamePools.of(flotilla.pools());
        MemberId self = new MemberId(UUID.randomUUID().toString(), nodeName);
        Refusals refusals = new Refusals();
        NodeClaims claims = new NodeClaims(new Hmac(fleet.security().secrets()), refusals);
        Config config = HazelcastSettings.of(fleet);
        claims.make(
                config.getMemberAttributeConfig(),
                self,
                pools,
                new InetSocketAddress(fleet.bind(), fleet.clusterPort()));
        HazelcastClusterManager manager = new HazelcastClusterManager(config);
        VertxBuilder builder = settings.apply(Vertx.builder()).with(options.setEventBusOptions(BusOptions.of(fleet)));
        return builder.withClusterManager(manager).buildClustered().map(vertx -> {
            BusOptions.takeNoObjects(vertx.eventBus());
            return new FleetMember(vertx, self, pools, manager.getHazelcastInstance(), claims, refusals);
        });
    }

    private Future<FleetMember> agreeing() {
        Optional<String> disagreement = disagreement();
        return disagreement.isEmpty()
                ? Future.succeededFuture(this)
                : vertx.close()
                        .transform(closed -> Future.failedFuture(
                                disagreement.get() + " (the nodes of a fleet share one configuration)"));
    }

    /** Which member has other pools than this node, and how they differ; empty if all have the same. */
    public Optional<String> disagreement() {
        try {
            return claims.nodes(hazelcast.getCluster().getMembers())
                    .filter(m -> NodeClaims.poolsOf(m) != null)
                    .flatMap(m -> pools
                            .difference(SamePools.parse(NodeClaims.poolsOf(m)))
                            .map(d -> "member '" + NodeClaims.nodeOf(m) + "' routes otherwise: " + d)
                            .stream())
                    .findFirst();
        } catch (HazelcastInstanceNotActiveException e) {
            return Optional.empty();
        }
    }

    /** The clustered Vert.x; closing it leaves the fleet. */
    public Vertx vertx() {
        return vertx;
    }

    @Override
    public MemberId self() {
        return self;
    }

    @Override
    public List<MemberId> members() {
        try {
            return claims.nodes(hazelcast.getCluster().getMembers())
                    .map(NodeClaims::nodeOf)
                    .toList();
        } catch (HazelcastInstanceNotActiveException e) {
            return List.of(self);
        }
    }

    @Override
    public Refusals refusals() {
        return refusals;
    }

    @Override
    public void onChange(Runnable listener) {
        hazelcast.getCluster().addMembershipListener(new MembershipListener() {
            @Override
            public void memberAdded(MembershipEvent event) {
                listener.run();
            }

            @Override
            public void memberRemoved(MembershipEvent event) {
                listener.run();
            }
        });
        hazelcast.getLifecycleService().addLifecycleListener(event -> listener.run());
    }

    @Override
    public Future<Optional<Object>> read() {
        return vertx.executeBlocking(() -> Optional.ofNullable(map().get(KEY)), false);
    }

    @Override
    public Future<Boolean> write(String copy, Predicate<Object> overruled) {
        return vertx.executeBlocking(() -> put(copy, overruled), false);
    }

    private boolean put(String copy, Predicate<Object> overruled) {
        for (int attempt = 1; attempt <= WRITE_ATTEMPTS; attempt++) {
            try {
                Object old = map().putIfAbsent(KEY, copy);
                if (old == null || old.equals(copy)) {
                    return true;
                }
                if (!overruled.test(old)) {
                    return false;
                }
                if (map().replace(KEY, old, copy)) {
                    return true;
                }
            } catch (HazelcastSerializationException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "what is in place of the shared copy cannot be read: {0}",
                        e.getMessage());
                if (!overruled.test(null)) {
                    return false;
                }
                map().delete(KEY);
            }
        }
        return false;
    }

    private IMap<String, Object> map() {
        return hazelcast.getMap(HazelcastSettings.MAP);
    }
}
