package io.flotilla.proxy.server;

import io.flotilla.proxy.route.MalformedReplyException;
import io.flotilla.proxy.route.ReplyFramer;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.route.RequestQueue;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The rest of a connection that was given up while writes were unanswered. Closing it would not take them back: a server that
 * slept still finds them in its socket, perhaps behind newer ones that came by other ways. So its replies are read until the
 * server has ended the connection, and each late write is told of as it takes effect.
 */
final class LateReplies {
    /** A server that is silent for so long has been ejected, and its keys are remembered. */
    private static final int PATIENCE_SECONDS = 60;

    private final ServerLink link;
    private final ReplyFramer framer;
    private final ChannelHandlerContext socket;
    /** What each request wrote, in the order of the replies; null for reads. */
    private final List<String> keys = new ArrayList<>();

    private int next;

    LateReplies(ServerLink link, ReplyFramer framer, ChannelHandlerContext socket, RequestQueue unanswered) {
        this.link = link;
        this.framer = framer;
        this.socket = socket;
        unanswered.forEach(request -> keys.add(request.hasKey() ? request.key() : null));
        socket.channel().config().setAutoRead(true);
        if (socket.channel() instanceof DuplexChannel half) {
            // The server ends the connection when it has done all.
            half.shutdownOutput();
        }
        link.loop().eventLoop().schedule(() -> socket.close(), PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Whether anybody wants to know of late writes, and any of these requests is one. */
    static boolean areAwaited(ServerLink link, Channel channel, RequestQueue unanswered) {
        return link.watchesWrites() && channel.isActive() && unanswered.anyMatch(Request::hasKey);
    }

    void read(ByteBuf in) {
        try {
            while (in.isReadable() && next < keys.size()) {
                if (framer.advance(in)) {
                    String key = keys.get(next++);
                    if (key != null) {
                        link.lateWrite(key);
                    }
                }
            }
        } catch (MalformedReplyException e) {
            socket.close();
        }
        if (next == keys.size()) {
            socket.close();
        }
    }
}
