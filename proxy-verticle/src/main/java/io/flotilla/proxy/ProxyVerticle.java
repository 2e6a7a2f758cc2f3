package io.flotilla.proxy;

import io.flotilla.config.PoolConfig;
import io.flotilla.config.ServerConfig;
import io.flotilla.proxy.client.Codec;
import io.flotilla.proxy.client.PoolLoop;
import io.flotilla.proxy.memcached.MemcachedCodec;
import io.flotilla.proxy.redis.RedisCodec;
import io.flotilla.proxy.ring.Ring;
import io.flotilla.proxy.ring.Router;
import io.flotilla.proxy.route.LoopContext;
import io.flotilla.proxy.server.ServerLink;
import io.flotilla.stats.PoolCounters;
import io.flotilla.topology.Topology;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * The data path of one event loop: every pool's listener, rings and server connections. Deploy as many instances as there
 * are event loops; Vert.x shares the ports among them.
 */
public final class ProxyVerticle extends VerticleBase {
    /** How long clients may take to get their last replies at shutdown. */
    private static final long DRAIN_MILLIS = 5_000;

    private final ProxyContext shared;
    private final List<PoolLoop> pools = new ArrayList<>();
    private final List<PoolListener> listeners = new ArrayList<>();
    private EventLoop eventLoop;
    private LoopContext loop;

    public ProxyVerticle(ProxyContext shared) {
        this.shared = shared;
    }

    @Override
    public Future<?> start() {
        eventLoop = ((ContextInternal) context).nettyEventLoop();
        loop = new LoopContext(eventLoop, ByteBufAllocator.DEFAULT);
        NetClient sockets =
                vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true).setConnectTimeout(30_000));
        for (PoolConfig config : shared.config().pools()) {
            PoolLoop pool = pool(config, sockets);
            pools.add(pool);
            listeners.add(new PoolListener(vertx, pool, shared));
        }
        shared.fleetSwitch().register(eventLoop, pools);
        startClock();
        preconnect();
        return Future.all(listeners.stream().map(PoolListener::listen).toList());
    }

    @Override
    public Future<?> stop() {
        return Future.join(listeners.stream().map(l -> l.shutdown(DRAIN_MILLIS)).toList())
                .eventually(() -> {
                    shared.fleetSwitch().unregister(eventLoop);
                    pools.forEach(PoolLoop::close);
                    loop.close();
                    return Future.succeededFuture();
                });
    }

    private PoolLoop pool(PoolConfig config, NetClient sockets) {
        Codec codec = codec(config);
        PoolCounters counters =
                shared.stats().register(config.name(), config.servers().size());
        List<ServerLink> links = new ArrayList<>();
        for (ServerConfig server : config.servers()) {
            links.add(new ServerLink(
                    config.name(),
                    server,
                    loop,
                    codec,
                    new ServerSockets(sockets, server.endpoint()),
                    shared.health().of(config.name(), server.name()),
                    counters.servers[links.size()],
                    config.serverConnections(),
                    config.limits()));
        }
        return new PoolLoop(config, loop, codec, Router.of(config), links, counters, Ring.of(config, Topology.INITIAL));
    }

    private Codec codec(PoolConfig config) {
        return switch (config.protocol()) {
            case REDIS -> new RedisCodec(config, shared.redis(config.name()));
            case MEMCACHED -> new MemcachedCodec(config);
        };
    }

    private void startClock() {
        int shortest = pools.stream()
                .mapToInt(p -> p.config().timeoutMillis())
                .filter(ms -> ms > 0)
                .min()
                .orElse(1_000);
        vertx.setPeriodic(Math.max(5, Math.min(100, shortest / 8)), id -> pools.forEach(PoolLoop::tick));
    }

    private void preconnect() {
        for (PoolLoop pool : pools) {
            if (pool.config().preconnect()) {
                for (int i = 0; i < pool.servers(); i++) {
                    pool.link(i).preconnect();
                }
            }
        }
    }
}
