package io.flotilla.proxy.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;

/**
 * Tells a server that hangs from one that cannot be reached. What a server that hangs was sent is in its socket already. What
 * does not reach it is still in ours, and the kernel would go on sending it for minutes, also after the socket was closed: a
 * write of then would take effect once the network is whole again, after newer ones that came by other ways.
 */
final class Reachability {
    private Reachability() {}

    /** Whether the peer's kernel has not acknowledged what it was sent, although it was sent again. False if that is not known. */
    static boolean isLost(Channel channel) {
        if (!channel.isActive()) {
            return false;
        }
        if (channel instanceof EpollSocketChannel epoll) {
            var info = epoll.tcpInfo();
            return info.unacked() > 0 && info.retransmits() > 0;
        }
        if (channel instanceof IoUringSocketChannel uring) {
            var info = uring.tcpInfo();
            return info.unacked() > 0 && info.retransmits() > 0;
        }
        return false;
    }

    /** Makes closing throw away what the peer has not got, by a reset (RFC 9293, 3.10.4). */
    static void closeWithReset(Channel channel) {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }
}
