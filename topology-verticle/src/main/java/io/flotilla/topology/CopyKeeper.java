package io.flotilla.topology;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The shared copy of the agreed state: signs what is written and checks what is read. The coordinator looks after it, so that
 * a copy that somebody else has put there, forged or from earlier, does not stay. Used on one event loop.
 */
final class CopyKeeper implements FleetNode.Store {
    private static final System.Logger LOG = System.getLogger(CopyKeeper.class.getName());

    private final Cluster cluster;
    private final Context context;
    private final Hmac hmac;
    private final Refusals refusals;
    /** The newest that this node, since it has been the coordinator, knows to have been in the map. */
    private SharedCopy known;

    private boolean looking;

    /** On a node that stands alone the cluster is null, and nothing is shared. */
    CopyKeeper(Cluster cluster, Context context, Hmac hmac, Refusals refusals) {
        this.cluster = cluster;
        this.context = context;
        this.hmac = hmac;
        this.refusals = refusals;
    }

    @Override
    public void read(Consumer<Optional<AgreedState>> done) {
        Future<Optional<AgreedState>> copy = cluster == null
                ? Future.succeededFuture(Optional.empty())
                : cluster.read().map(found -> found.flatMap(this::opened)).recover(e -> {
                    refusals.add(Refusals.What.COPY, "it cannot be read: " + e.getMessage());
                    return Future.succeededFuture(Optional.empty());
                });
        copy.onSuccess(state -> context.runOnContext(v -> done.accept(state)));
    }

    private Optional<AgreedState> opened(Object found) {
        SharedCopy copy = SharedCopy.parse(found).orElse(null);
        if (copy == null || !copy.isAuthentic(hmac)) {
            refusals.add(Refusals.What.COPY, "it was not made with this fleet's secret");
            return Optional.empty();
        }
        return Optional.of(copy.read());
    }

    @Override
    public void write(AgreedState state) {
        if (cluster != null) {
            put(SharedCopy.of(state, hmac));
        }
    }

    /**
     * To be called every few seconds: puts the coordinator's copy where something else is, or nothing.
     *
     * @param state what this node has applied as the coordinator; null on others
     */
    void look(AgreedState state) {
        if (cluster == null) {
            return;
        }
        if (state == null) {
            known = null;
        } else if (!looking) {
            looking = true;
            put(SharedCopy.of(state, hmac)).onComplete(done -> context.runOnContext(v -> looking = false));
        }
    }

    private Future<Boolean> put(SharedCopy copy) {
        boolean wasThere = known != null && !copy.isNewerThan(known);
        return cluster.write(copy.text(), found -> isOverruled(copy, found, wasThere))
                .onSuccess(there -> context.runOnContext(v -> {
                    if (there && (known == null || copy.isNewerThan(known))) {
                        known = copy;
                    }
                }))
                .onFailure(e -> LOG.log(
                        System.Logger.Level.WARNING, "the shared copy of the topology was not written: {0}", e));
    }

    /** Whether a copy takes the place of what the map has; on any thread. */
    private boolean isOverruled(SharedCopy copy, Object found, boolean wasThere) {
        SharedCopy other = SharedCopy.parse(found).orElse(null);
        if (other == null || !other.isAuthentic(hmac)) {
            refusals.add(Refusals.What.COPY, "what was in its place was not made with this fleet's secret");
            return true;
        }
        if (!copy.isNewerThan(other)) {
            return false;
        }
        if (wasThere) {
            refusals.add(Refusals.What.COPY, "an earlier one had been put in its place");
        }
        return true;
    }
}
