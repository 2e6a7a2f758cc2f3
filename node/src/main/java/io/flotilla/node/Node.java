package io.flotilla.node;

import io.flotilla.config.FleetConfig;
import io.flotilla.config.FlotillaConfig;
import io.flotilla.node.command.AdminToken;
import io.flotilla.proxy.ProxyContext;
import io.flotilla.proxy.ProxyVerticle;
import io.flotilla.stats.EjectionLog;
import io.flotilla.stats.ListenException;
import io.flotilla.stats.Metrics;
import io.flotilla.stats.NodeIdentity;
import io.flotilla.stats.Readiness;
import io.flotilla.stats.StatsOptions;
import io.flotilla.stats.StatsRegistry;
import io.flotilla.stats.StatsSource;
import io.flotilla.stats.StatsVerticle;
import io.flotilla.topology.FleetMember;
import io.flotilla.topology.FleetView;
import io.flotilla.topology.PoolHealth;
import io.flotilla.topology.TopologyVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * One proxy process: Vert.x, the topology, the data path on every event loop, the statistics. Started and stopped once,
 * from a thread that may wait.
 */
final class Node {
    private static final Logger LOG = System.getLogger(Node.class.getName());
    private static final long START_SECONDS = 120;
    private static final long STOP_SECONDS = 20;

    private final NodeOptions options;
    private final OwnAddresses addresses;
    private final FlotillaConfig config;
    private final Optional<String> adminToken;
    private final Readiness readiness = new Readiness();
    private final Metrics metrics = new Metrics();
    private final StatsRegistry registry = new StatsRegistry();
    private Vertx vertx;
    private LoopWatch loopWatch;
    private String proxies;
    private String topologyId;

    private Node(NodeOptions options, FlotillaConfig config) throws StartException {
        this.options = options;
        this.addresses = new OwnAddresses(options);
        this.config = addresses.apply(config);
        this.adminToken = adminToken(options, config);
    }

    /**
     * Starts a node; when this returns it has the newest topology and all its listeners are open. Gives up
     * when its thread is interrupted.
     *
     * @throws StartException when a step fails; everything that was started is stopped by then
     */
    static Node start(NodeOptions options, FlotillaConfig config) throws StartException {
        Node node = new Node(options, config);
        try {
            node.start();
            return node;
        } catch (StartException e) {
            node.closeVertx();
            throw e;
        }
    }

    private void start() throws StartException {
        new OwnPorts(options, addresses, config).check();
        readiness.hold("listeners", "the listeners are not open yet");
        NodeVertx nodeVertx =
                new NodeVertx(options.transport().choose(addresses.needsUnixSockets(config)), options.loops(), metrics);
        Optional<FleetMember> member = startVertx(nodeVertx);
        loopWatch = LoopWatch.of(vertx);
        PoolHealth health = new PoolHealth(config);
        ProxyContext proxyContext = new ProxyContext(config, registry, health);
        proxyContext.identify(identity());
        EjectionLog ejections = new EjectionLog(Clock.systemUTC());
        ObservedDataPlane dataPlane = new ObservedDataPlane(proxyContext.fleetSwitch(), ejections);

        TopologyVerticle topology = member.isPresent()
                ? new TopologyVerticle(config, name(), health, dataPlane, member.get())
                : new TopologyVerticle(config, name(), health, dataPlane);
        readiness.check("topology", () -> topology.status().unready());
        member.ifPresent(m -> readiness.check("pools", m::disagreement));
        ControlLoop control = new ControlLoop(topology);
        topologyId = deploy(() -> control, 1);
        new FoundOut(name(), identity().startedMillis()).count(topology.status().decisions(), ejections);
        control.turnTo(vertx, nodeVertx.allLoops());
        proxies = deploy(() -> new ProxyVerticle(proxyContext), options.loops());
        startStats(ejections, topology);
        readiness.release("listeners");
        tell(topology);
        watch();
    }

    /** What changes over HTTP need: the command line and the environment go before the file. */
    static Optional<String> adminToken(NodeOptions options, FlotillaConfig config) throws StartException {
        try {
            Optional<AdminToken> found =
                    AdminToken.find("--admin-token-file", options.adminTokenFile(), System.getenv());
            found.flatMap(AdminToken::exposure).ifPresent(warning -> LOG.log(Level.WARNING, "{0}", warning));
            return found.map(AdminToken::token).or(() -> config.admin().token());
        } catch (IOException e) {
            throw new StartException(e.getMessage(), e);
        }
    }

    /** Clustered for a fleet. The two paths are apart so that Hazelcast's classes stay unloaded on a node of its own. */
    private Optional<FleetMember> startVertx(NodeVertx nodeVertx) throws StartException {
        Optional<FleetConfig> fleet = config.fleet();
        if (fleet.isEmpty()) {
            vertx = nodeVertx.alone();
            return Optional.empty();
        }
        FleetMember member = await(
                nodeVertx.member(config, name()),
                "cannot join the fleet '" + fleet.get().name() + "' from "
                        + fleet.get().bind() + ":" + fleet.get().clusterPort() + ": ");
        vertx = member.vertx();
        return Optional.of(member);
    }

    private NodeIdentity identity() {
        return new NodeIdentity(
                name(),
                NodeIdentity.hostName(),
                Version.current(),
                ManagementFactory.getRuntimeMXBean().getStartTime());
    }

    private void startStats(EjectionLog ejections, FleetView fleet) throws StartException {
        StatsSource source = new StatsSource(identity(), config, registry, ejections, readiness, Clock.systemUTC());
        StatsOptions where = new StatsOptions(
                addresses.stats(), options.statsPort(), addresses.admin(), options.adminPort(), adminToken);
        deploy(() -> new StatsVerticle(where, source, metrics, fleet), 1);
    }

    private void tell(TopologyVerticle topology) {
        config.warnings().forEach(warning -> LOG.log(Level.WARNING, "{0}", warning));
        config.pools()
                .forEach(pool -> LOG.log(
                        Level.INFO,
                        "pool {0} listens on {1}",
                        pool.name(),
                        pool.listen().endpoint()));
        LOG.log(
                Level.INFO,
                "stats on {0}, admin on http://{1}:{2}/",
                addresses.statsPlace(),
                addresses.admin(),
                Integer.toString(options.adminPort()));
        LOG.log(
                Level.INFO,
                "ready at epoch {0}",
                Long.toString(topology.topology().epoch()));
    }

    /** Not waited for: a node serves whether or not its file can be watched. */
    private void watch() {
        vertx.deployVerticle(new ConfigWatch(options.configFile(), config, addresses, metrics, ConfigWatch.SCAN_MILLIS))
                .onFailure(e -> LOG.log(
                        Level.WARNING,
                        "changes of ''{0}'' will not be noticed: {1}",
                        options.configFile(),
                        Reasons.of(e)));
    }

    /** The node's name: as it was told, else the address by which the fleet or the machine knows it. */
    private String name() {
        return options.nodeName().orElseGet(() -> config.fleet()
                .map(fleet -> fleet.clusterPort() == FleetConfig.DEFAULT_CLUSTER_PORT
                        ? fleet.bind()
                        : fleet.bind() + ":" + fleet.clusterPort())
                .or(options::bind)
                .orElseGet(NodeIdentity::hostName));
    }

    private String deploy(Supplier<? extends Deployable> verticle, int instances) throws StartException {
        return await(vertx.deployVerticle(verticle, new DeploymentOptions().setInstances(instances)), "");
    }

    /** Refuses new clients, answers what was asked, leaves the fleet, and closes everything. */
    void stop() {
        readiness.hold("stopping", "the node is stopping");
        LOG.log(Level.INFO, "draining");
        quietly(vertx.undeploy(proxies), "the listeners");
        quietly(vertx.undeploy(topologyId), "the topology");
        closeVertx();
    }

    private void closeVertx() {
        // Not before: a drain would wait for a loop that is lost, and for ever.
        if (loopWatch != null) {
            loopWatch.end();
        }
        if (vertx != null) {
            quietly(vertx.close(), "Vert.x");
        }
    }

    private static void quietly(Future<?> step, String what) {
        try {
            wait(step, STOP_SECONDS);
        } catch (ExecutionException e) {
            LOG.log(Level.WARNING, "stopping {0} failed: {1}", what, Reasons.of(e.getCause()));
        } catch (TimeoutException e) {
            LOG.log(Level.WARNING, "stopping {0} takes longer than {1} s", what, STOP_SECONDS);
        }
    }

    private static <T> T await(Future<T> step, String prefix) throws StartException {
        try {
            return wait(step, START_SECONDS);
        } catch (ExecutionException e) {
            throw new StartException(prefix + reason(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            throw new StartException(prefix + "no success within " + START_SECONDS + " s", e);
        }
    }

    private static <T> T wait(Future<T> step, long seconds) throws ExecutionException, TimeoutException {
        try {
            return step.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new ExecutionException("interrupted", new IllegalStateException("told to end", e));
        }
    }

    private static String reason(Throwable cause) {
        return ListenException.reason(cause);
    }
}
