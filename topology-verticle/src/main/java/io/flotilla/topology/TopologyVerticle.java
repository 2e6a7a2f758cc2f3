package io.flotilla.topology;

import io.flotilla.config.FleetConfig;
import io.flotilla.config.FlotillaConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Who is in, on this node: takes part in the fleet's decisions and drives the data path through its switches.
 * {@link #start()} completes when the newest topology is known, so deploy it before anything that listens for clients.
 */
public final class TopologyVerticle extends VerticleBase implements FleetView {
    /** Request and reply: what operators ask; see {@code docs/event-bus.md}. */
    public static final String COMMAND = "flotilla.topology.command";
    /** The same for this process alone: what arrives here was let in by this node's own admin port. */
    public static final String LOCAL_COMMAND = "flotilla.topology.command.local";
    /** Published after each change of the topology. */
    public static final String CHANGED = "flotilla.topology.changed";

    private static final System.Logger LOG = System.getLogger(TopologyVerticle.class.getName());
    private static final long SNAPSHOT = 250;
    /** How often the members are looked at, in case nobody told of a change. */
    private static final long MEMBERS = 1000;
    /** How often the coordinator looks after the shared copy. */
    private static final long LOOK = 3000;
    /** A node that knows the topology but gets no lease, in a minority, starts all the same: isolated. */
    private static final long LEASE_LIMIT = 3000;

    private static final long LEAVE_LIMIT = 1000;

    private final FlotillaConfig config;
    private final Optional<String> fleet;
    private final Pools pools;
    private final PoolHealth health;
    private final DataPlane dataPlane;
    private final Cluster cluster;
    private final MemberId self;
    private final Hmac hmac;
    private final Refusals refusals;
    private final CommandGuard guard;
    private final Membership membership = new Membership();
    private final Promise<Void> started = Promise.promise();
    private final Promise<Void> left = Promise.promise();
    private Future<?> rehearsed = Future.succeededFuture();
    private FleetNode node;
    private boolean gone;
    private NodeTransport transport;
    private CopyKeeper copies;
    private Pulse pulse;
    private ServerProbes probes;
    private MessageConsumer<JsonObject> commands;
    private MessageConsumer<JsonObject> localCommands;
    private long knownSince;
    private long loggedEpoch;
    private long lastSnapshot;
    private volatile FleetStatus status;

    /** A node that stands alone: it decides by itself, and starts nothing of Hazelcast. */
    public TopologyVerticle(FlotillaConfig config, String nodeName, PoolHealth health, DataPlane dataPlane) {
        this(config, nodeName, health, dataPlane, null);
    }

    /** A member of a fleet; to be deployed on the cluster's own Vert.x, with the same node name. */
    public TopologyVerticle(
            FlotillaConfig config, String nodeName, PoolHealth health, DataPlane dataPlane, Cluster cluster) {
        this.config = Objects.requireNonNull(config);
        this.fleet = cluster == null ? Optional.empty() : config.fleet().map(f -> f.name());
        this.pools = new Pools(config);
        this.health = Objects.requireNonNull(health);
        this.dataPlane = Objects.requireNonNull(dataPlane);
        this.cluster = cluster;
        this.self = cluster != null
                ? cluster.self()
                : new MemberId(UUID.randomUUID().toString(), Objects.requireNonNull(nodeName));
        this.hmac = new Hmac(config.fleet().map(f -> f.security().secrets()).orElse(List.of()));
        this.refusals = cluster == null ? new Refusals() : cluster.refusals();
        this.guard = new CommandGuard(hmac, java.time.Clock.systemUTC(), refusals);
        this.status = FleetStatuses.unknown(self, fleet);
    }

    @Override
    public Future<?> start() {
        transport = new NodeTransport(
                self, context, vertx.eventBus(), hmac, refusals, cluster == null ? null : this::links, this::receive);
        probes = new ServerProbes(vertx, pools, server -> node.lookAt(server));
        copies = new CopyKeeper(cluster, context, hmac, refusals);
        Timing timing =
                cluster == null ? Timing.alone() : Timing.of(config.fleet().orElseThrow());
        node = new FleetNode(
                self,
                pools,
                timing,
                Clock.system(),
                new Random(),
                transport,
                new DataPlaneGate(context, dataPlane, health),
                this::probe,
                copies);
        node.onApplied(this::applied);
        node.onAgreed(this::agreed);
        health.listen(new PoolHealth.Listener() {
            @Override
            public void limitReached(ServerId server, FailureCause cause) {
                context.runOnContext(v -> {
                    node.limitReached(server, cause.text());
                    pulse.quicken();
                });
            }

            @Override
            public void doubted(ServerId server) {
                context.runOnContext(v -> node.doubted(server));
            }
        });
        pulse = new Pulse(vertx, timing.heartbeat(), this::tick, () -> node.isCalm());
        return transport.listen().compose(listening -> takePart()).onSuccess(known -> rehearse());
    }

    /** Clients need not wait for it. That it fails would be a fault, but none for which a node may not serve. */
    private void rehearse() {
        rehearsed = vertx.executeBlocking(Rehearsal::run, false)
                .onFailure(e -> LOG.log(System.Logger.Level.WARNING, "the rehearsal of a decision failed", e))
                .otherwiseEmpty();
    }

    private Future<?> takePart() {
        commands = vertx.eventBus().consumer(COMMAND, this::onCommand);
        localCommands = vertx.eventBus()
                .localConsumer(LOCAL_COMMAND, message -> run(CommandGuard.unsigned(message.body()), message));
        if (cluster != null) {
            cluster.onChange(() -> context.runOnContext(v -> membersChanged()));
        }
        membersChanged();
        node.start();
        pulse.start();
        vertx.setPeriodic(MEMBERS, t -> membersChanged());
        vertx.setPeriodic(
                LOOK, t -> copies.look(node.isReigning() ? node.participant().applied() : null));
        return started.future();
    }

    private Links links(Consumer<String> onMessage) {
        FleetConfig own = config.fleet().orElseThrow();
        return new Links(self, vertx, own, hmac, refusals, Clock.system(), onMessage, this::membersChanged);
    }

    private void membersChanged() {
        if (cluster != null && !gone) {
            node.members(membership.of(cluster.members(), transport.reached()));
        }
    }

    private void probe(ServerId server, Consumer<String> done) {
        probes.probe(server, cause -> {
            health.probed(server, cause.isEmpty());
            done.accept(cause);
        });
    }

    private void receive(io.flotilla.topology.Message message) {
        node.receive(message);
        pulse.quicken();
    }

    private void tick() {
        transport.tick();
        node.tick();
        long now = System.nanoTime() / 1_000_000;
        if (now - lastSnapshot >= SNAPSHOT) {
            lastSnapshot = now;
            status = node.status(fleet);
        }
        if (!started.future().isComplete()) {
            considerStarted(now);
        }
        if (node.participant().isLeaving() && node.isOut()) {
            left.tryComplete();
        }
    }

    private void considerStarted(long now) {
        if (node.participant().applied() == null) {
            knownSince = now;
        } else if (node.participant().hasLease() || now - knownSince > LEASE_LIMIT) {
            status = node.status(fleet);
            started.complete();
        }
    }

    private void applied(AgreedState state, Decision decision) {
        status = node.status(fleet);
        if (decision != null && decision.epoch() > loggedEpoch) {
            loggedEpoch = decision.epoch();
            LOG.log(System.Logger.Level.INFO, "epoch {0}: {1}", Long.toString(state.epoch()), Decisions.text(decision));
        }
    }

    private void agreed(AgreedState state, Decision decision) {
        if (decision != null) {
            JsonObject told = StatusJson.of(decision).put("out", StatusJson.out(state.topology()));
            DeliveryOptions how = hmac.isOff()
                    ? new DeliveryOptions()
                    : new BusSignature(hmac, self.id(), java.time.Clock.systemUTC()).sign(CHANGED, told);
            vertx.eventBus().publish(CHANGED, told, how);
        }
    }

    private void onCommand(Message<JsonObject> message) {
        if (!(((Message<?>) message).body() instanceof JsonObject request)) {
            message.reply(Commands.refusal("bad_request", "the body must be a JSON object"));
            return;
        }
        Optional<String> objection = guard.objection(COMMAND, message.headers(), request);
        if (objection.isPresent()) {
            message.reply(Commands.refusal(Commands.NOT_AUTHENTIC, "the command is not believed: " + objection.get()));
        } else {
            run(guard.pass(message.headers(), request), message);
        }
    }

    private void run(JsonObject request, Message<JsonObject> asked) {
        if ("status".equals(request.getValue("command"))) {
            asked.reply(StatusJson.of(node.status(fleet)).put("ok", true));
        } else {
            node.command(request, answer -> reply(asked, answer));
            pulse.quicken();
        }
    }

    private void reply(Message<JsonObject> asked, JsonObject answer) {
        if (Commands.NOT_AUTHENTIC.equals(answer.getValue("error"))) {
            refusals.add(Refusals.What.COMMAND, answer.getString("message"));
        }
        asked.reply(answer);
    }

    /** Asks to be counted out of the fleet. Stop what listens for clients first. A rehearsal ends before. */
    @Override
    public Future<?> stop() {
        return rehearsed.compose(over -> leave());
    }

    private Future<?> leave() {
        commands.unregister();
        localCommands.unregister();
        node.leave();
        vertx.setTimer(LEAVE_LIMIT, t -> left.tryComplete());
        return left.future().onComplete(v -> {
            gone = true;
            pulse.stop();
            node.goodbye();
            probes.close();
            transport.close();
        });
    }

    @Override
    public FleetStatus status() {
        return status;
    }

    @Override
    public Topology topology() {
        return status.topology();
    }

    @Override
    public Map<String, Long> refused() {
        return refusals.all();
    }
}
