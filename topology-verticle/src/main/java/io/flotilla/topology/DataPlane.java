package io.flotilla.topology;

import io.vertx.core.Future;

/**
 * The part of this proxy that moves requests, as the fleet sees it. The two phases of a switch:
 * {@link #prepare} holds every request whose server differs between the topology in force and the next, and completes when
 * no request sent before is unanswered; {@link #commit} swaps the rings on every event loop and lets the held requests go.
 * Safe to call from any thread; calls take effect in the order they are made.
 */
public interface DataPlane {

    /** Completes when every event loop holds and has drained. Fails if another switch is under way. */
    Future<Void> prepare(Topology next);

    /** Completes when every event loop routes by this topology. Also ends a prepared switch to the same epoch. */
    Future<Void> commit(Topology topology);

    /** Drops a prepared switch: the held requests go by the topology in force. A no-op when none is prepared. */
    Future<Void> abort();

    /** Whether requests are refused with {@link FailureCause#ISOLATED}. */
    Future<Void> refuse(boolean refuse);
}
