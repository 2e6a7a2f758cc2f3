package io.flotilla.proxy;

import io.flotilla.config.FlotillaConfig;
import io.flotilla.config.PoolConfig;
import io.flotilla.proxy.client.PoolLoop;
import io.flotilla.proxy.ring.Moves;
import io.flotilla.proxy.ring.Ring;
import io.flotilla.topology.DataPlane;
import io.flotilla.topology.Topology;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Turns every pool on every event loop from one topology to the next. Each step is posted to all loops under one lock, so
 * that all of them see the steps in the same order; rings are made once and shared.
 */
public final class FleetSwitch implements DataPlane {
    private record Loop(EventLoop eventLoop, List<PoolLoop> pools) {}

    /** A switch under way: the rings to come, and which servers lose keys to them. */
    private record Prepared(
            Topology topology, Map<String, Ring> rings, Map<String, BitSet> losers, Promise<Void> promise) {
        Prepared(Topology topology, Prepared same) {
            this(topology, same.rings, same.losers, Promise.promise());
        }
    }

    private final FlotillaConfig config;
    private final List<Loop> loops = new ArrayList<>();
    private Topology current = Topology.INITIAL;
    private Map<String, Ring> rings = Map.of();
    private Prepared prepared;
    private boolean refusing;
    /** Until when the topology in force counts, by {@link System#nanoTime}; {@code null} for ever. */
    private Long validUntil;

    /** The rings of the latest topology that was announced: making them takes a while. */
    private Prepared announced;

    /** Routes by {@link Topology#INITIAL} until something else is committed. */
    public FleetSwitch(FlotillaConfig config) {
        this.config = config;
        this.rings = rings(Topology.INITIAL);
        rehearse();
    }

    /** Nobody is here to be held yet. See {@link PoolLoop#rehearse}. */
    private void rehearse() {
        prepare(new Topology(Topology.INITIAL.epoch() + 1, Topology.INITIAL.out()));
        abort();
    }

    /** Adds an event loop, which takes over whatever is in force or under way. Called on that loop. */
    synchronized void register(EventLoop eventLoop, List<PoolLoop> pools) {
        loops.add(new Loop(eventLoop, pools));
        for (PoolLoop pool : pools) {
            pool.rehearse();
            pool.commit(rings.get(nameOf(pool)));
            pool.refuse(refusing);
            if (validUntil != null) {
                pool.validUntil(validUntil);
            }
            if (prepared != null) {
                pool.prepare(prepared.rings.get(nameOf(pool)), prepared.losers.get(nameOf(pool)), failure -> {});
            }
        }
    }

    /** Removes an event loop that is being closed. Called on that loop. */
    synchronized void unregister(EventLoop eventLoop) {
        loops.removeIf(l -> l.eventLoop == eventLoop);
    }

    /** The topology in force. */
    public synchronized Topology current() {
        return current;
    }

    @Override
    public synchronized Future<Void> announce(Topology next) {
        if (announced == null || !next.out().equals(announced.topology.out())) {
            announced = prepared(next);
        }
        Prepared to = announced;
        if (!returnsServer(next)) {
            return Future.succeededFuture();
        }
        return onEveryPool((pool, done) -> pool.announce(to.rings.get(nameOf(pool)), done));
    }

    @Override
    public synchronized Future<Void> prepare(Topology next) {
        if (next.epoch() <= current.epoch()) {
            return Future.failedFuture("epoch " + next.epoch() + " is not above epoch " + current.epoch());
        }
        Prepared replaced = prepared;
        boolean known = announced != null && next.out().equals(announced.topology.out());
        Prepared to = prepared = known ? new Prepared(next, announced) : prepared(next);
        onEveryPool((pool, done) -> pool.prepare(to.rings.get(nameOf(pool)), to.losers.get(nameOf(pool)), done))
                .onSuccess(ready -> to.promise.tryComplete())
                .onFailure(to.promise::tryFail);
        if (replaced != null) {
            replaced.promise.tryFail("the switch to epoch " + replaced.topology.epoch() + " was replaced");
        }
        return to.promise.future();
    }

    private boolean returnsServer(Topology next) {
        return current.out().entrySet().stream().anyMatch(pool -> !next.out()
                .getOrDefault(pool.getKey(), Collections.emptySortedSet())
                .containsAll(pool.getValue()));
    }

    private Prepared prepared(Topology next) {
        Prepared to = new Prepared(next, rings(next), new HashMap<>(), Promise.promise());
        for (Map.Entry<String, Ring> e : to.rings.entrySet()) {
            to.losers.put(e.getKey(), Moves.losers(rings.get(e.getKey()), e.getValue()));
        }
        return to;
    }

    @Override
    public synchronized Future<Void> commit(Topology topology) {
        if (topology.epoch() < current.epoch()) {
            return Future.failedFuture("epoch " + topology.epoch() + " is below epoch " + current.epoch());
        }
        Map<String, Ring> to =
                prepared != null && topology.equals(prepared.topology) ? prepared.rings : rings(topology);
        rings = to;
        current = topology;
        endPrepared();
        return onEveryPool(pool -> pool.commit(to.get(nameOf(pool))));
    }

    @Override
    public synchronized Future<Void> abort() {
        endPrepared();
        return onEveryPool(PoolLoop::abort);
    }

    @Override
    public synchronized Future<Void> shed() {
        return onEveryPool(PoolLoop::shed);
    }

    @Override
    public synchronized Future<Void> recordsLost() {
        return onEveryPool(PoolLoop::recordsLost);
    }

    private void endPrepared() {
        announced = null;
        if (prepared != null) {
            prepared.promise.tryFail("the switch to epoch " + prepared.topology.epoch() + " has ended");
            prepared = null;
        }
    }

    @Override
    public synchronized Future<Void> refuse(boolean refuse) {
        refusing = refuse;
        return onEveryPool(pool -> pool.refuse(refuse));
    }

    @Override
    public synchronized void validUntil(long nanos) {
        validUntil = nanos;
        for (Loop loop : loops) {
            loop.eventLoop.execute(() -> loop.pools.forEach(pool -> pool.validUntil(nanos)));
        }
    }

    /** A step that each pool tells the end of: what went wrong, or {@code null}. Ends when it has ended in all of them. */
    private Future<Void> onEveryPool(BiConsumer<PoolLoop, Consumer<String>> step) {
        return onEveryLoop((pools, done) -> {
            int[] left = {pools.size()};
            String[] first = {null};
            for (PoolLoop pool : pools) {
                step.accept(pool, failure -> {
                    if (failure != null && first[0] == null) {
                        first[0] = "pool '" + nameOf(pool) + "': " + failure;
                    }
                    if (--left[0] == 0) {
                        end(done, first[0]);
                    }
                });
            }
        });
    }

    private static void end(Promise<Void> done, String failure) {
        if (failure == null) {
            done.complete();
        } else {
            done.fail(failure);
        }
    }

    private Future<Void> onEveryPool(Consumer<PoolLoop> step) {
        return onEveryLoop((pools, done) -> {
            pools.forEach(step);
            done.complete();
        });
    }

    private Future<Void> onEveryLoop(BiConsumer<List<PoolLoop>, Promise<Void>> step) {
        List<Future<Void>> all = new ArrayList<>();
        for (Loop loop : loops) {
            Promise<Void> done = Promise.promise();
            loop.eventLoop.execute(() -> step.accept(loop.pools, done));
            all.add(done.future());
        }
        return Future.join(all).mapEmpty();
    }

    /** The rings of a topology; a pool that does not change keeps its ring. */
    private Map<String, Ring> rings(Topology topology) {
        Map<String, Ring> all = new HashMap<>();
        for (PoolConfig pool : config.pools()) {
            boolean same = Objects.equals(
                    topology.out().get(pool.name()), current.out().get(pool.name()));
            Ring kept = same ? rings.get(pool.name()) : null;
            all.put(pool.name(), kept != null ? kept : Ring.of(pool, topology));
        }
        return all;
    }

    private static String nameOf(PoolLoop pool) {
        return pool.config().name();
    }
}
