package io.flotilla.topology;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

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

    /** The shared copy of the agreed state, as JSON. */
    Future<Optional<String>> read();

    /** Replaces the shared copy unless it is newer. */
    Future<Void> write(long epoch, long version, String state);
}
