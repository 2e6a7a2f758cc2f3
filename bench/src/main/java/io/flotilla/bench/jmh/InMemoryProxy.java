package io.flotilla.bench.jmh;

import io.flotilla.config.ConfigException;
import io.flotilla.config.ConfigReader;
import io.flotilla.config.PoolConfig;
import io.flotilla.proxy.client.ClientHandler;
import io.flotilla.proxy.client.Codec;
import io.flotilla.proxy.client.PoolLoop;
import io.flotilla.proxy.ring.Ring;
import io.flotilla.proxy.ring.Router;
import io.flotilla.proxy.route.LoopContext;
import io.flotilla.proxy.server.ServerLink;
import io.flotilla.stats.PoolCounters;
import io.flotilla.topology.ServerHealth;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One event loop of a proxy with one client and some servers, without sockets and threads. */
final class InMemoryProxy implements AutoCloseable {
    private final EmbeddedChannel loopChannel = new EmbeddedChannel();
    private final LoopContext loop = new LoopContext(loopChannel.eventLoop(), PooledByteBufAllocator.DEFAULT);
    private final PoolConfig config;
    private final PoolLoop pool;
    private final List<Peer> servers = new ArrayList<>();
    private final Peer client = new Peer();

    /** Everything is connected when this returns. */
    InMemoryProxy(InMemoryProtocol protocol, int serverCount) {
        config = pool(protocol, serverCount);
        Codec codec = protocol.codec(config);
        PoolCounters counters = new PoolCounters(serverCount);
        List<ServerLink> links = new ArrayList<>();
        for (int i = 0; i < serverCount; i++) {
            Peer server = new Peer();
            servers.add(server);
            links.add(new ServerLink(
                    config.name(),
                    config.servers().get(i),
                    loop,
                    codec,
                    handler -> connect(server, handler),
                    new ServerHealth(config.ejection().failureLimit(), cause -> {}),
                    counters.servers[i],
                    1,
                    config.limits()));
        }
        pool = new PoolLoop(config, loop, codec, Router.of(config), links, counters, Ring.of(config));
        links.forEach(ServerLink::preconnect);
        client.pipeline().addLast(new ClientHandler(pool, 0));
        turn();
    }

    private static Future<Void> connect(Peer server, ChannelHandler handler) {
        server.pipeline().addLast(handler);
        return Future.succeededFuture();
    }

    static PoolConfig pool(InMemoryProtocol protocol, int servers) {
        StringBuilder yaml = new StringBuilder("bench:\n  listen: 127.0.0.1:22121\n  hash: fnv1a_64\n  redis: "
                + (protocol == InMemoryProtocol.REDIS) + "\n  timeout: 400\n  servers:\n");
        for (int i = 0; i < servers; i++) {
            yaml.append("   - 10.0.0.").append(i + 1).append(":6379:1\n");
        }
        try {
            return ConfigReader.read(yaml.toString(), "bench.yml").pools().get(0);
        } catch (ConfigException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Which server has this key. */
    int serverOf(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.US_ASCII);
        return Router.of(config).server(pool.ring(), bytes, 0, bytes.length);
    }

    /** The client sends these bytes, and everything that follows from them happens. */
    void clientSends(ByteBuf bytes) {
        client.receives(bytes);
        turn();
    }

    /** A server sends these bytes, and everything that follows from them happens. */
    void serverSends(int server, ByteBuf bytes) {
        servers.get(server).receives(bytes);
        turn();
    }

    /** Bytes that the client has got since the last call. */
    long clientGot() {
        return client.taken();
    }

    /** Bytes that the server has got since the last call. */
    long serverGot(int server) {
        return servers.get(server).taken();
    }

    private void turn() {
        loopChannel.runPendingTasks();
    }

    @Override
    public void close() {
        client.finishAndReleaseAll();
        pool.close();
        turn();
        servers.forEach(EmbeddedChannel::finishAndReleaseAll);
        loop.close();
        loopChannel.finishAndReleaseAll();
    }

    /** The far end of a connection: counts what the proxy writes and lets it go. */
    private static final class Peer extends EmbeddedChannel {
        private long got;

        Peer() {
            config().setAllocator(PooledByteBufAllocator.DEFAULT);
        }

        /** Hands a copy in, as a read from a socket would. */
        void receives(ByteBuf bytes) {
            ByteBuf copy = alloc().directBuffer(bytes.readableBytes());
            copy.writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
            pipeline().fireChannelRead(copy);
        }

        long taken() {
            long taken = got;
            got = 0;
            return taken;
        }

        @Override
        protected void handleOutboundMessage(Object message) {
            ByteBuf bytes = (ByteBuf) message;
            got += bytes.readableBytes();
            bytes.release();
        }
    }
}
