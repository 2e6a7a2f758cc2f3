package io.flotilla.proxy.outage;

import io.flotilla.config.PoolConfig;
import io.flotilla.config.ReturnPolicy;
import io.flotilla.proxy.ring.Moves;
import io.flotilla.proxy.ring.Ring;
import io.flotilla.proxy.ring.Router;
import io.flotilla.proxy.route.LoopContext;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.route.RequestPool;
import io.flotilla.proxy.server.ServerLink;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One event loop's memory of a pool's outages, so that no server comes back with old values. A server has an old value of a
 * key if the key was written elsewhere while it was out, or if a write to it was never answered and may take effect when it
 * wakes up. The server that stood in for it keeps a copy that would be old at the next outage. Both are deleted before the
 * server comes back; where it is no longer known what to delete, everything is.
 *
 * <p>For every server that is out there is a ring with that server in: a write of a key that this ring sends there is a
 * write that the server misses. Where a switch also moves keys between servers that stay in, those servers miss writes too:
 * what they keep is deleted as soon as the key is written elsewhere, and at the latest before a switch gives it back to them.
 */
public final class Outages {
    private static final long RETRY_NANOS = 500_000_000;

    private final PoolConfig config;
    private final Router router;
    private final EventLoop loop;
    private final RequestPool requests;
    private final ServerLink[] links;
    private final Eraser eraser;
    private final KeyRecord[] records;
    /** By server: copies of keys that are other servers' again. */
    private final Leftovers[] leftovers;

    private Ring ring;
    /** By server: the ring with it in, while it is out. */
    private final Ring[] returned;

    private final Shifts shifts;
    private boolean sweepsSoon;

    private boolean anyOut;
    /** The ring under way, and whether everything was erased for it. */
    private Ring prepared;

    private boolean erased;
    /** Whether everything is to be erased, and it is not known yet that it was. */
    private boolean flushing;

    private long attempts;
    /** What is deleted ahead of a switch that was announced. */
    private final List<EarlyErasure> early = new ArrayList<>();

    private long lastTry = System.nanoTime();

    /** @param ring the one with every server in */
    public Outages(PoolConfig config, Router router, LoopContext loop, ServerLink[] links, Eraser eraser, Ring ring) {
        this.config = config;
        this.router = router;
        this.loop = loop.eventLoop();
        this.requests = loop.requests();
        this.links = links;
        this.eraser = eraser;
        this.records = new KeyRecord[links.length];
        this.returned = new Ring[links.length];
        this.leftovers = new Leftovers[links.length];
        for (int i = 0; i < records.length; i++) {
            records[i] = new KeyRecord();
            leftovers[i] = new Leftovers(i);
        }
        this.shifts = new Shifts(router, ring, records, leftovers);
        this.ring = ring;
    }

    /** Whether a pool's servers come back without their old values. */
    public static boolean matterTo(PoolConfig pool) {
        return pool.ejection().onReturn() != ReturnPolicy.KEEP;
    }

    /** A write is about to be sent to {@code request.server}. */
    public void written(Request request, ByteBuf bytes, int key, int length) {
        request.noteKey(bytes, key, length);
        if (anyOut) {
            note(request.server, bytes, key, length);
        }
    }

    private void note(int server, ByteBuf bytes, int key, int length) {
        int hash = router.hash(bytes, key, length);
        for (int out = 0; out < returned.length; out++) {
            if (returned[out] != null && returned[out].server(hash) == out) {
                records[out].add(text(bytes, key, length), server);
            }
        }
        if (shifts.isAway(hash, server) && shifts.written(hash, text(bytes, key, length), server, ring)) {
            sweepSoon();
        }
    }

    private static String text(ByteBuf bytes, int key, int length) {
        return bytes.toString(key, length, StandardCharsets.ISO_8859_1);
    }

    /** Not at once: a request to the server in question may be half written. */
    private void sweepSoon() {
        if (!sweepsSoon) {
            sweepsSoon = true;
            loop.execute(() -> {
                sweepsSoon = false;
                deleteLeftovers();
            });
        }
    }

    /**
     * A server never answered a write: it may still take effect, whenever the server wakes up.
     *
     * @param key the key, its bytes as chars; {@code null} if there are several
     */
    public void unanswered(int server, String key) {
        if (key == null) {
            records[server].lose();
        } else {
            records[server].add(key, server);
        }
    }

    /**
     * A write that was taken for unanswered has taken effect after all, perhaps after newer ones.
     *
     * @param key the key, its bytes as chars
     */
    public void late(int server, String key) {
        boolean isIn = ring.contains(server);
        if (!isIn) {
            // It may have been deleted ahead of this; and if it returns just now, that may yet be given up.
            records[server].add(key, server);
        }
        if (isIn || (prepared != null && prepared.contains(server))) {
            Erasure erasure = erasure(failure -> {
                if (failure != null) {
                    notDeleted(server, key);
                }
            });
            erasure.delete(server, key);
            erasure.seal();
        }
    }

    /** To be tried again, in time or as soon as can be. */
    private void notDeleted(int server, String key) {
        if (ring.contains(server)) {
            leftovers[server].add(key);
        } else {
            erased = false;
        }
    }

    /** Everything was deleted on the servers that are in: those that are out missed it. */
    public void flushed() {
        for (int out = 0; out < returned.length; out++) {
            if (returned[out] != null) {
                records[out].lose();
            }
        }
    }

    /** A part of the fleet's memory is gone, with a proxy that crashed: it is unknown what the servers that are out missed. */
    public void lost() {
        flushed();
        shifts.lost();
        // What was erased for a return under way was too little.
        attempts++;
        erased = false;
    }

    /**
     * A switch to this ring is to come: deletes on servers that return most of what they missed, while it is still being
     * written elsewhere. {@link #erase} then does the rest.
     *
     * @param onReady told what went wrong, or {@code null} when little is left to do
     */
    public void eraseAhead(Ring next, Consumer<String> onReady) {
        stopEarly();
        int[] left = {1};
        Consumer<String> oneReady = failure -> {
            if (failure != null && left[0] > 0) {
                left[0] = 0;
                onReady.accept(failure);
            } else if (--left[0] == 0) {
                onReady.accept(null);
            }
        };
        for (int server = 0; server < links.length; server++) {
            // What is incomplete is flushed, when nothing more is written.
            if (isReturning(server, next) && !records[server].isIncomplete()) {
                early.add(new EarlyErasure(server, records[server], loop, this::erasure, oneReady));
                left[0]++;
            }
        }
        oneReady.accept(null);
        early.forEach(EarlyErasure::proceed);
    }

    private Erasure erasure(Consumer<String> onEnd) {
        return new Erasure(requests, links, eraser, onEnd);
    }

    private void stopEarly() {
        List<EarlyErasure> stopped = List.copyOf(early);
        early.clear();
        stopped.forEach(EarlyErasure::stop);
    }

    /**
     * Deletes what would be old under the next ring: on servers that come back, what they missed; before a server leaves or keys
     * move between others, what the keys' earlier substitutes still keep. Nothing of theirs must be written meanwhile.
     *
     * @param onEnd told what went wrong, or {@code null}
     */
    public void erase(Ring next, Consumer<String> onEnd) {
        stopEarly();
        stopFlush();
        prepared = next;
        erased = false;
        long attempt = ++attempts;
        flushing = shifts.areUnknown(ring, next);
        Erasure erasure = new Erasure(requests, links, eraser, failure -> {
            if (failure == null && attempt == attempts) {
                erased = true;
                flushing = false;
            }
            onEnd.accept(failure);
        });
        if (flushing) {
            // What is written from here on counts anew.
            shifts.forget();
            flushAll(erasure, next);
        } else {
            eraseKnown(erasure, next, losesAny(next) || Moves.shifts(ring, next));
        }
        erasure.seal();
    }

    private void eraseKnown(Erasure erasure, Ring next, boolean moves) {
        for (int server = 0; server < links.length; server++) {
            if (isReturning(server, next)) {
                erase(erasure, server, next);
            } else if (moves && next.contains(server)) {
                leftovers[server].delete(erasure);
            }
        }
    }

    private boolean isReturning(int server, Ring next) {
        return next.contains(server) && !ring.contains(server);
    }

    private boolean losesAny(Ring next) {
        for (int server = 0; server < links.length; server++) {
            if (ring.contains(server) && !next.contains(server)) {
                return true;
            }
        }
        return false;
    }

    private void erase(Erasure erasure, int server, Ring next) {
        KeyRecord record = records[server];
        if (record.isIncomplete()) {
            flushAll(erasure, next);
            return;
        }
        if (config.ejection().onReturn() == ReturnPolicy.FLUSH) {
            erasure.flush(server);
        }
        record.forEachUndeleted(key -> erasure.delete(server, key));
    }

    /** Which copies the servers that stood in have is unknown too. */
    private void flushAll(Erasure erasure, Ring next) {
        for (int server = 0; server < links.length; server++) {
            if (next.contains(server)) {
                erasure.flush(server);
            } else {
                records[server].lose();
            }
        }
    }

    /** The topology has changed. */
    public void committed(Ring now) {
        Ring before = ring;
        boolean missed = false;
        for (int server = 0; server < links.length; server++) {
            missed |= isReturning(server, now) && !records[server].isEmpty();
        }
        if (missed && !(erased && now == prepared)) {
            // This proxy took no part in the switch. Late is better than never; the fleet has flushed on its behalf.
            erase(now, failure -> {});
        }
        stopFlush();
        shifts.follow(ring, now);
        for (int server = 0; server < links.length; server++) {
            if (isReturning(server, now)) {
                shifts.leaveCopies(server, now);
                records[server].clear();
            }
        }
        ring = now;
        aborted();
        anyOut = false;
        for (int server = 0; server < links.length; server++) {
            if (now.contains(server)) {
                returned[server] = null;
            } else {
                anyOut = true;
                returned[server] = now.with(config, server);
                if (before.contains(server)) {
                    leftovers[server].moveTo(records[server]);
                }
            }
        }
        shifts.committed(now, returned);
        deleteLeftovers();
    }

    /** The switch that {@link #erase} prepared does not happen: what is written from now on counts again. */
    public void aborted() {
        stopEarly();
        stopFlush();
        attempts++;
        prepared = null;
        erased = false;
    }

    private void stopFlush() {
        if (flushing) {
            flushing = false;
            shifts.lose();
        }
    }

    /** To be called often, with the time in nanoseconds: tries again to delete what could not be deleted before. */
    public void tick(long now) {
        early.forEach(EarlyErasure::proceed);
        if (now - lastTry >= RETRY_NANOS) {
            lastTry = now;
            deleteLeftovers();
        }
    }

    private void deleteLeftovers() {
        for (int server = 0; server < links.length; server++) {
            if (ring.contains(server)) {
                leftovers[server].sweep(this::erasure);
            }
        }
    }
}
