package io.flotilla.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.function.Consumer;

/** A handler as it is, but an exception that leaves it while it reads is reported: Netty would hand it to the handler again. */
final class Watched extends ChannelInboundHandlerAdapter {
    private final ChannelInboundHandler handler;
    private final Consumer<Throwable> report;

    Watched(ChannelInboundHandler handler, Consumer<Throwable> report) {
        this.handler = handler;
        this.report = report;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        handler.handlerAdded(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        try {
            handler.channelRead(ctx, message);
        } catch (Throwable t) {
            report.accept(t);
            throw t;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        try {
            handler.channelInactive(ctx);
        } catch (Throwable t) {
            report.accept(t);
            throw t;
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
        handler.channelWritabilityChanged(ctx);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        handler.userEventTriggered(ctx, event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
        handler.exceptionCaught(ctx, cause);
    }
}
