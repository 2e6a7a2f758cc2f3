package io.flotilla.proxy;

import io.flotilla.config.Endpoint;
import io.flotilla.config.PoolConfig;
import io.flotilla.proxy.client.ClientHandler;
import io.flotilla.proxy.client.PoolLoop;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One event loop's share of a pool's listener: accepts clients and puts the data path's handler into their pipelines. */
final class PoolListener {
    private static final String VERTX_HANDLER = "handler";
    private static final WriteBufferWaterMark MARKS = new WriteBufferWaterMark(64 << 10, 256 << 10);

    private final PoolLoop pool;
    private final ProxyContext shared;
    private final AtomicInteger clients;
    private final NetServer server;
    private int accepted;

    PoolListener(Vertx vertx, PoolLoop pool, ProxyContext shared) {
        PoolConfig config = pool.config();
        this.pool = pool;
        this.shared = shared;
        this.clients = shared.clients(config.name());
        this.server = vertx.createNetServer(new NetServerOptions()
                .setAcceptBacklog(config.backlog())
                .setTcpKeepAlive(config.tcpKeepalive())
                .setReusePort(config.reusePort())
                .setTcpNoDelay(true));
        server.connectHandler(this::accept);
    }

    Future<Void> listen() {
        PoolConfig config = pool.config();
        Endpoint endpoint = config.listen().endpoint();
        if (endpoint instanceof Endpoint.Unix unix) {
            try {
                shared.unlinkOnce(Path.of(unix.path()));
            } catch (IOException e) {
                return Future.failedFuture(bindError(config, e));
            }
        }
        return server.listen(ServerSockets.address(endpoint))
                .recover(t -> Future.failedFuture(bindError(config, t)))
                .map(bound -> {
                    if (endpoint instanceof Endpoint.Unix unix) {
                        setPermissions(unix.path(), config.listen().permissions());
                    }
                    return null;
                });
    }

    /** Stops accepting, answers what was asked, and closes; what is left after the timeout is cut. */
    Future<Void> shutdown(long timeoutMillis) {
        return server.shutdown(timeoutMillis, TimeUnit.MILLISECONDS);
    }

    private void accept(NetSocket socket) {
        ChannelHandlerContext vertxContext = ((NetSocketInternal) socket).channelHandlerContext();
        Channel channel = vertxContext.channel();
        int limit = pool.config().clientConnections();
        int open = clients.incrementAndGet();
        channel.closeFuture().addListener(closed -> clients.decrementAndGet());
        if (limit > 0 && open > limit) {
            pool.counters().clientsRefused++;
            vertxContext
                    .writeAndFlush(Unpooled.wrappedBuffer(pool.codec().tooManyClients()))
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        channel.config().setWriteBufferWaterMark(MARKS);
        ClientHandler handler = new ClientHandler(pool, accepted++);
        channel.pipeline().addBefore(VERTX_HANDLER, "client", handler);
        // Once Vert.x has done with the accept: its handler, which no event reaches any more, holds 5 KB of queues for
        // a
        // client. The channel stays in the server's group, so that a shutdown finds it (ClientHandler) and closes it.
        channel.eventLoop().execute(() -> leaveVertx(channel));
    }

    private static void leaveVertx(Channel channel) {
        if (channel.pipeline().get(VERTX_HANDLER) != null) {
            channel.pipeline().remove(VERTX_HANDLER);
        }
    }

    private static void setPermissions(String path, int mode) {
        if (mode == 0) {
            return;
        }
        StringBuilder text = new StringBuilder("rwxrwxrwx");
        for (int bit = 0; bit < 9; bit++) {
            if ((mode & (1 << (8 - bit))) == 0) {
                text.setCharAt(bit, '-');
            }
        }
        try {
            Files.setPosixFilePermissions(Path.of(path), PosixFilePermissions.fromString(text.toString()));
        } catch (IOException e) {
            throw new IllegalStateException("cannot set the permissions of " + path + ": " + e.getMessage(), e);
        }
    }

    private static IllegalStateException bindError(PoolConfig config, Throwable cause) {
        return new IllegalStateException(
                "pool '" + config.name() + "': cannot listen on "
                        + config.listen().endpoint() + ": " + cause.getMessage(),
                cause);
    }
}
