package io.flotilla.node;

import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;

/**
 * The verticle that must not wait behind requests, and the event loop it is given. Vert.x deals event loops out in turn, so
 * the ones dealt right after this one carry the requests and, with one loop more than those, none of them is this one.
 */
final class ControlLoop implements Deployable {
    private final Deployable verticle;
    private volatile EventLoop loop;

    ControlLoop(Deployable verticle) {
        this.verticle = verticle;
    }

    @Override
    public Future<?> deploy(Context context) throws Exception {
        loop = ((ContextInternal) context).nettyEventLoop();
        return verticle.deploy(context);
    }

    @Override
    public Future<?> undeploy(Context context) throws Exception {
        return verticle.undeploy(context);
    }

    /** Makes the next context of this Vert.x get the loop after this one; others may have been dealt since. */
    void turnTo(Vertx vertx, int loops) {
        VertxInternal internal = (VertxInternal) vertx;
        for (int i = 0; i < loops; i++) {
            if (internal.createEventLoopContext().nettyEventLoop() == loop) {
                return;
            }
        }
    }
}
