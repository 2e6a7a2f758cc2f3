package io.flotilla.topology;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The cluster that carries a fleet: who is there, and a shared copy of the agreed state. The copy helps nodes that start
 * and programs that look; decisions never wait for it, since a stalled member can delay it for seconds.
 */
public interface Cluster {

    /** This node. */
    MemberId self();

    /** Who is there by the cluster's own failure detection, oldest first; this node among them. */
    List<MemberId> members();

    /** Called after each change of {@link #members()}, on any thread. */
    void onChange(Runnable listener);

    /** Where it is counted what of the cluster was not believed. */
    Refusals refusals();

    /** What the map has in the place of the shared copy: a text, or whatever else somebody may have put there. */
    Future<Optional<Object>> read();

    /**
     * Puts a copy in the place of what is there, if that is nothing, cannot be read, or is overruled.
     *
     * @param overruled whether what is there gives way; asked on any thread
     * @return whether the copy is there now
     */
    Future<Boolean> write(String copy, Predicate<Object> overruled);
}
