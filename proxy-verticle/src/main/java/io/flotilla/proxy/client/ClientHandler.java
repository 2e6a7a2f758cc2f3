package io.flotilla.proxy.client;

import io.flotilla.proxy.loop.MemoryShortage;
import io.flotilla.stats.PoolCounters;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.vertx.core.net.impl.ShutdownEvent;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** The Netty shell of a {@link ClientSession}: hands events in and does what the session asks of the socket. */
public final class ClientHandler extends ChannelInboundHandlerAdapter implements ClientSocket {
    private final PoolLoop pool;
    private final ClientSession session;
    private ChannelHandlerContext ctx;
    private boolean reading = true;
    private boolean endedByClient;
    /** Whether nothing more can be read. */
    private boolean inputShut;

    private boolean counted;

    /**
     * @param pool the pool the client connected to
     * @param number a number of the client, unique on its event loop
     */
    public ClientHandler(PoolLoop pool, int number) {
        this.pool = pool;
        this.session = new ClientSession(pool, this, number);
    }

    /** The session, for a drain at shutdown. */
    public ClientSession session() {
        return session;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        PoolCounters counters = pool.counters();
        counters.clientConnections++;
        counters.totalConnections++;
        counted = true;
        session.opened(context, pool.codec().newDecoder(session));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        pool.loop().tick();
        session.receive((ByteBuf) message);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        session.writabilityChanged(context.channel().isWritable());
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            endedByClient = true;
            inputShut = true;
            session.endOfInput();
        } else if (event instanceof ShutdownEvent) {
            session.closeAfterReplies();
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        gone(false);
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        MemoryShortage.tellIfCauseOf(cause);
        gone(true);
        context.close();
    }

    private void gone(boolean byError) {
        if (counted) {
            counted = false;
            pool.counters().clientConnections--;
            if (byError || !endedByClient) {
                pool.counters().clientErr++;
            } else {
                pool.counters().clientEof++;
            }
        }
        session.closed();
    }

    @Override
    public void setReading(boolean on) {
        // After the end of the input there is nothing to switch: on epoll the socket may be registered for no event
        // by then, and to switch reading on again would fail and close it, with replies still to come.
        if (reading != on && !inputShut) {
            reading = on;
            ctx.channel().config().setAutoRead(on);
        }
    }

    @Override
    public void closeAfterFlush() {
        endedByClient = true;
        // Behind the flush of this turn, so that replies written in it leave before the end.
        pool.loop().eventLoop().execute(() -> ctx.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(ChannelFutureListener.CLOSE));
    }

    @Override
    public void abort() {
        // Not through Vert.x's handler: it would wait for the client to read first.
        ctx.close();
    }

    @Override
    public String remoteAddress() {
        return text(ctx.channel().remoteAddress());
    }

    @Override
    public String localAddress() {
        return text(ctx.channel().localAddress());
    }

    private static String text(SocketAddress address) {
        return address instanceof InetSocketAddress tcp
                ? tcp.getAddress().getHostAddress() + ":" + tcp.getPort()
                : address + ":0";
    }
}
