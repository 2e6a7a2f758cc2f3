package io.flotilla.proxy;

import io.flotilla.config.ConfigException;
import io.flotilla.config.ConfigReader;
import io.flotilla.config.FlotillaConfig;
import io.flotilla.stats.StatsRegistry;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealServer;
import io.flotilla.topology.FailureCause;
import io.flotilla.topology.ServerHealth;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The data path of one proxy in this JVM, in front of real servers, without a topology that decides anything. */
public final class RunningProxy implements AutoCloseable {
    private final Vertx vertx;
    private final ProxyContext context;
    private final int port;
    private final Map<String, ServerHealth> health = new ConcurrentHashMap<>();
    private final Map<String, FailureCause> suspicions = new ConcurrentHashMap<>();

    private RunningProxy(FlotillaConfig config, int port, int loops) {
        this.port = port;
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops).setPreferNativeTransport(true));
        this.context = new ProxyContext(
                config,
                new StatsRegistry(),
                (pool, server) -> health.computeIfAbsent(
                        pool + "/" + server, k -> new ServerHealth(2, cause -> suspicions.put(k, cause))));
        await(vertx.deployVerticle(() -> new ProxyVerticle(context), new DeploymentOptions().setInstances(loops)));
    }

    /** One pool named {@code pool} on a free port; {@code settings} are YAML lines such as {@code redis: true}. */
    public static RunningProxy of(List<? extends RealServer> servers, String... settings) {
        int port = FreePorts.next();
        StringBuilder yaml = new StringBuilder("pools:\n pool:\n  listen: 127.0.0.1:" + port + "\n");
        for (String setting : settings) {
            yaml.append("  ").append(setting).append('\n');
        }
        yaml.append("  servers:\n");
        servers.forEach(s -> yaml.append("   - ").append(s.address()).append(":1\n"));
        return of(yaml.toString(), port);
    }

    /** A whole configuration, one of whose pools listens on {@code port}. */
    public static RunningProxy of(String yaml, int port) {
        return of(yaml, port, 1);
    }

    /** As above, with so many event loops. */
    public static RunningProxy of(String yaml, int port, int loops) {
        try {
            return new RunningProxy(ConfigReader.read(yaml, "test.yml"), port, loops);
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public RawClient connect() {
        return RawClient.connect("127.0.0.1", port);
    }

    public int port() {
        return port;
    }

    public ProxyContext context() {
        return context;
    }

    /** What was suspected so far: {@code pool/server} to the cause. */
    public Map<String, FailureCause> suspicions() {
        return suspicions;
    }

    public static <T> T await(io.vertx.core.Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
