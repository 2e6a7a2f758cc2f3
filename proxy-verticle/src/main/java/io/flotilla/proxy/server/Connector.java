package io.flotilla.proxy.server;

import io.netty.channel.ChannelHandler;
import io.vertx.core.Future;

/** Opens sockets to one server on the current event loop. */
@FunctionalInterface
public interface Connector {

    /** Connects and puts the handler into the new channel's pipeline. Completes, on the event loop, after that. */
    Future<Void> connect(ChannelHandler handler);
}
