package io.flotilla.proxy;

import io.flotilla.config.Endpoint;
import io.flotilla.proxy.server.Connector;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.vertx.core.Future;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.SocketAddress;

/** Sockets to one server, opened by Vert.x and taken over by the data path's own handler. */
final class ServerSockets implements Connector {
    private static final WriteBufferWaterMark MARKS = new WriteBufferWaterMark(256 << 10, 1 << 20);

    private final NetClient client;
    private final SocketAddress address;

    ServerSockets(NetClient client, Endpoint endpoint) {
        this.client = client;
        this.address = address(endpoint);
    }

    static SocketAddress address(Endpoint endpoint) {
        if (endpoint instanceof Endpoint.Unix unix) {
            return SocketAddress.domainSocketAddress(unix.path());
        }
        Endpoint.Tcp tcp = (Endpoint.Tcp) endpoint;
        return SocketAddress.inetSocketAddress(tcp.port(), tcp.host());
    }

    @Override
    public Future<Void> connect(ChannelHandler handler) {
        return client.connect(address).map(socket -> {
            ChannelPipeline pipeline =
                    ((NetSocketInternal) socket).channelHandlerContext().pipeline();
            pipeline.channel().config().setWriteBufferWaterMark(MARKS);
            pipeline.addBefore("handler", "server", handler);
            return null;
        });
    }
}
