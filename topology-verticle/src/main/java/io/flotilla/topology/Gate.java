package io.flotilla.topology;

import java.util.function.Consumer;

/** {@link DataPlane} for the state machines: answers come on their own thread, never from within the call. */
interface Gate {
    /** Does ahead what can be done before requests are held; tells whether that went well. */
    void announce(Topology next, Consumer<Boolean> done);

    /** Tells whether everything that moves is held and drained. */
    void prepare(Topology next, Consumer<Boolean> done);

    void commit(Topology topology, Runnable done);

    void abort();

    void shed();

    void refuse(boolean refuse);

    /** What is routed later than this, by {@link Clock#millis}, waits until a later time is told. */
    void validUntil(long millis);

    /** The fleet has found that this server fails: what it has not answered is not waited for when it leaves. */
    default void condemned(ServerId server) {}

    /** What is remembered of outages is incomplete. */
    void recordsLost();
}
