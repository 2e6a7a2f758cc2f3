package io.flotilla.topology;

import io.flotilla.topology.LinkFrame.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Where other nodes' links end: takes their messages, and proves to them that this node is there. */
final class LinkServer {
    private final MemberId self;
    private final LinkProof proof;
    private final Refusals refusals;
    private final Consumer<String> onMessage;
    private final NetServer server;
    private final Set<NetSocket> sockets = new HashSet<>();
    private LinkAddress address;

    /** @param onMessage is given each sealed message */
    LinkServer(
            MemberId self,
            Vertx vertx,
            NetServerOptions options,
            LinkProof proof,
            Refusals refusals,
            Consumer<String> onMessage) {
        this.self = self;
        this.proof = proof;
        this.refusals = refusals;
        this.onMessage = onMessage;
        this.server = vertx.createNetServer(options).connectHandler(this::accept);
    }

    Future<LinkAddress> listen(String host) {
        return server.listen().map(bound -> address = new LinkAddress(host, bound.actualPort()));
    }

    /** Null while it does not listen. */
    LinkAddress address() {
        return address;
    }

    private void accept(NetSocket socket) {
        sockets.add(socket);
        socket.closeHandler(v -> sockets.remove(socket));
        socket.exceptionHandler(failure -> socket.close());
        Caller caller = new Caller(socket);
        socket.handler(LinkFrame.reader(caller::longest, caller::onFrame, nonsense -> refuse(socket, nonsense)));
    }

    private void refuse(NetSocket socket, String why) {
        refusals.add(Refusals.What.MESSAGE, "a link from " + socket.remoteAddress() + " brought " + why);
        socket.close();
    }

    private final class Caller {
        private final NetSocket socket;
        private boolean meansThisNode;
        private boolean refused;

        Caller(NetSocket socket) {
            this.socket = socket;
        }

        /** Who has not said yet whom it means is not believed to have much to say. */
        int longest() {
            return meansThisNode ? LinkFrame.LONGEST : LinkFrame.SHORT;
        }

        void onFrame(LinkFrame frame) {
            if (refused) {
                return;
            }
            if (!meansThisNode) {
                begin(frame);
            } else if (frame.kind() == Kind.MESSAGE) {
                onMessage.accept(frame.text());
            } else if (isAnswered(frame)) {
                socket.write(new LinkFrame(Kind.ECHO, proof.answer(self, frame.text())).encode());
            }
        }

        private boolean isAnswered(LinkFrame frame) {
            return frame.kind() == Kind.PING && frame.text().length() < LinkFrame.SHORT && !socket.writeQueueFull();
        }

        /** Who calls may mean another node, or another life of this one, that had the port before. */
        private void begin(LinkFrame frame) {
            meansThisNode = frame.kind() == Kind.TO && frame.text().equals(self.id());
            refused = !meansThisNode;
            if (refused) {
                socket.close();
            }
        }
    }

    void close() {
        address = null;
        server.close();
        Set.copyOf(sockets).forEach(NetSocket::close);
    }
}
