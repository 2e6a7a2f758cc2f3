package io.flotilla.node;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/**
 * Notices when an event loop ends that nobody has told to end, as one does that gets no memory for what it reads. Its clients
 * and its share of new ones would never be answered again while the rest of the node seems to be well; so the process ends,
 * and whoever runs it starts it anew.
 */
final class LoopWatch {
    private static final Logger LOG = System.getLogger(LoopWatch.class.getName());

    private final Consumer<String> lost;
    private volatile boolean over;

    private LoopWatch(Consumer<String> lost) {
        this.lost = lost;
    }

    /** Ends the process when a loop of this Vert.x ends. */
    static LoopWatch of(Vertx vertx) {
        return of(vertx, LoopWatch::exit);
    }

    /** As above, with something else to be done, once for each loop that is lost; it is told why. */
    static LoopWatch of(Vertx vertx, Consumer<String> lost) {
        LoopWatch watch = new LoopWatch(lost);
        VertxInternal internal = (VertxInternal) vertx;
        watch.watch(internal.nettyEventLoopGroup());
        watch.watch(internal.acceptorEventLoopGroup());
        return watch;
    }

    private void watch(EventLoopGroup loops) {
        for (EventExecutor loop : loops) {
            // Heard on a thread of Netty's own: the loop's is gone.
            loop.terminationFuture().addListener(this::ended);
        }
    }

    /** Loops may end from now on: the node is being stopped. */
    void end() {
        over = true;
    }

    private void ended(Future<?> ended) {
        if (!over) {
            Throwable cause = ended.cause();
            lost.accept(cause == null ? "it was shut down" : cause.toString());
        }
    }

    /** Without a drain: that would wait for the loop that is lost. */
    private static void exit(String cause) {
        LOG.log(Level.ERROR, "an event loop has ended, exiting at once: {0}", cause);
        Runtime.getRuntime().halt(1);
    }
}
