package io.flotilla.stats;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.nio.file.Path;

/** The raw JSON port: whoever connects is told the figures and the connection is closed. What it sends is ignored. */
final class StatsPort {
    private final StatsSource source;
    private final NetServer server;

    StatsPort(Vertx vertx, StatsSource source) {
        this.source = source;
        this.server = vertx.createNetServer(new NetServerOptions()).connectHandler(this::answer);
    }

    /** Opens the port; {@code address} may be the path of a unix socket. */
    Future<Void> listen(String address, int port) {
        boolean unix = address.startsWith("/");
        if (unix) {
            removeOldSocket(Path.of(address));
        }
        SocketAddress where =
                unix ? SocketAddress.domainSocketAddress(address) : SocketAddress.inetSocketAddress(port, address);
        return server.listen(where)
                .<Void>mapEmpty()
                .recover(cause -> Future.failedFuture(
                        ListenException.of("stats", unix ? address : address + ":" + port, "-s or -a", cause)));
    }

    /** What a process that was killed left behind; a file of another kind is not touched. */
    private static void removeOldSocket(Path path) {
        try {
            SocketFile.removeOld(path);
        } catch (IOException e) {
            System.getLogger(StatsPort.class.getName())
                    .log(System.Logger.Level.WARNING, "cannot remove the old socket {0}: {1}", path, e.getMessage());
        }
    }

    Future<Void> close() {
        return server.close();
    }

    private void answer(NetSocket socket) {
        socket.handler(ignored -> {});
        socket.exceptionHandler(gone -> {});
        socket.shutdownHandler(now -> socket.close());
        socket.end(io.vertx.core.buffer.Buffer.buffer(NutcrackerJson.write(source.snapshot())));
    }
}
