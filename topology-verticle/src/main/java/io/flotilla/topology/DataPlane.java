package io.flotilla.topology;

import io.vertx.core.Future;

/**
 * The part of this proxy that moves requests, as the fleet sees it. The two phases of a switch:
 * {@link #prepare} holds every request whose server differs between the topology in force and the next, and completes when
 * no request sent before is unanswered; {@link #commit} swaps the rings on every event loop and lets the held requests go.
 * Safe to call from any thread; calls take effect in the order they are made. A request is held no longer than the pool's
 * timeout: it fails then, as one that a server does not answer.
 */
public interface DataPlane {

    /**
     * A switch is likely to come: does ahead what {@link #prepare} would otherwise do while requests are held. Holds nothing,
     * and changes nothing that {@link #prepare} relies on. Completes when little is left to do; fails if a server that
     * returns does not do what it is asked.
     */
    Future<Void> announce(Topology next);

    /**
     * Completes when every event loop holds and has drained: of the requests whose key moves, none is unanswered. What a
     * server that leaves does not answer within a moment is failed, so that a hung server does not delay the fleet.
     * Replaces a switch that is prepared already, whose future then fails: what is held and moves under this one too stays
     * held, the rest goes by the topology in force. Where a server returns, what is old on it is deleted first, unless the
     * pool keeps it. If that cannot be done it fails, once everything has drained, and goes on to hold.
     */
    Future<Void> prepare(Topology next);

    /**
     * A part of what the fleet remembers of its outages is gone, with a member that crashed while a server was out, or that
     * does not take part in the switch which lets one back in. Servers that are out now are flushed before they return. A
     * no-op for a data plane that remembers nothing.
     */
    default Future<Void> recordsLost() {
        return Future.succeededFuture();
    }

    /** Completes when every event loop routes by this topology. Also ends a prepared switch, to whatever epoch. */
    Future<Void> commit(Topology topology);

    /** Drops a prepared switch: the held requests go by the topology in force. A no-op when none is prepared. */
    Future<Void> abort();

    /**
     * The outcome of the prepared switch cannot be learned for now: the held requests, and every later one that would be
     * held, are answered with {@link FailureCause#ISOLATED}, until {@link #commit} or {@link #abort}. All others flow.
     * A no-op when none is prepared.
     */
    Future<Void> shed();

    /** Whether requests are refused with {@link FailureCause#ISOLATED}. */
    Future<Void> refuse(boolean refuse);

    /**
     * The topology in force counts until then. A request that is read later waits, whatever its key, until a later time is
     * told: the process may have been stopped for so long that the fleet has gone on without it. Without a call, for ever.
     *
     * @param nanos a time of {@link System#nanoTime}
     */
    void validUntil(long nanos);
}
