package io.flotilla.topology;

import java.util.List;
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

    /**
     * The servers that leave in the switch under way because the fleet has found that they fail: what they have not answered is
     * not waited for. None when it has ended.
     */
    default void condemned(List<ServerId> servers) {}

    /** What is remembered of outages is incomplete. */
    void recordsLost();
}
