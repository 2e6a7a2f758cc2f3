package io.flotilla.topology;

import io.flotilla.config.FlotillaConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Who is in, on this node: takes part in the fleet's decisions and drives the data path through its switches.
 * {@link #start()} completes when the newest topology is known, so deploy it before anything that listens for clients.
 */
public final class TopologyVerticle extends VerticleBase implements FleetView {
    private static final System.Logger LOG = System.getLogger(TopologyVerticle.class.getName());

    private final FlotillaConfig config;
    private final String nodeName;
    private final PoolHealth health;
    private final DataPlane dataPlane;
    private final Cluster cluster;
    private volatile Topology topology = Topology.INITIAL;

    /** A node that stands alone: it decides by itself, and starts nothing of Hazelcast. */
    public TopologyVerticle(FlotillaConfig config, String nodeName, PoolHealth health, DataPlane dataPlane) {
        this(config, nodeName, health, dataPlane, null);
    }

    /** A member of a fleet; to be deployed on the cluster's own Vert.x. */
    public TopologyVerticle(
            FlotillaConfig config, String nodeName, PoolHealth health, DataPlane dataPlane, Cluster cluster) {
        this.config = Objects.requireNonNull(config);
        this.nodeName = Objects.requireNonNull(nodeName);
        this.health = Objects.requireNonNull(health);
        this.dataPlane = Objects.requireNonNull(dataPlane);
        this.cluster = cluster;
    }

    @Override
    public Future<?> start() {
        health.listen((server, cause) -> LOG.log(System.Logger.Level.WARNING, "{0}: {1}", server, cause.text()));
        topology = new Topology(System.currentTimeMillis() / 1000, Topology.INITIAL.out());
        return dataPlane.commit(topology);
    }

    @Override
    public FleetStatus status() {
        return new FleetStatus(
                nodeName,
                config.fleet().map(f -> f.name()),
                topology,
                0,
                Optional.of(nodeName),
                0,
                false,
                Optional.empty(),
                List.of(),
                false,
                List.of(),
                nodes(),
                List.of());
    }

    private List<NodeStatus> nodes() {
        List<MemberId> members = cluster == null ? List.of(new MemberId(nodeName, nodeName)) : cluster.members();
        return members.stream()
                .map(m -> new NodeStatus(m.name(), topology.epoch(), 0, false, false, List.of()))
                .toList();
    }

    @Override
    public Topology topology() {
        return topology;
    }
}
