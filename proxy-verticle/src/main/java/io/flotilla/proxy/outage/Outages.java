package io.flotilla.proxy.outage;

import io.flotilla.config.PoolConfig;
import io.flotilla.config.ReturnPolicy;
import io.flotilla.proxy.ring.Ring;
import io.flotilla.proxy.ring.Router;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.route.RequestPool;
import io.flotilla.proxy.server.ServerLink;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One event loop's memory of a pool's outages, so that no server comes back with old values. A server has an old value of a
 * key if the key was written elsewhere while it was out, or if a write to it was never answered and may take effect when it
 * wakes up. The server that stood in for it keeps a copy that would be old at the next outage. Both are deleted before the
 * server comes back; where it is no longer known what to delete, everything is.
 *
 * <p>For every server that is out there is a ring with that server in: a write of a key that this ring sends there is a
 * write that the server misses.
 */
public final class Outages {
    private final PoolConfig config;
    private final Router router;
    private final RequestPool requests;
    private final ServerLink[] links;
    private final Eraser eraser;
    private final KeyRecord[] records;
    private final boolean[] erased;
    private Ring ring;
    /** By server: the ring with it in, while it is out. */
    private final Ring[] returned;

    private boolean anyOut;

    public Outages(
            PoolConfig config, Router router, RequestPool requests, ServerLink[] links, Eraser eraser, Ring ring) {
        this.config = config;
        this.router = router;
        this.requests = requests;
        this.links = links;
        this.eraser = eraser;
        this.records = new KeyRecord[links.length];
        this.returned = new Ring[links.length];
        this.erased = new boolean[links.length];
        for (int i = 0; i < records.length; i++) {
            records[i] = new KeyRecord();
        }
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
        for (int out = 0; out < returned.length; out++) {
            if (returned[out] != null && router.server(returned[out], bytes, key, length) == out) {
                records[out].add(bytes.toString(key, length, StandardCharsets.ISO_8859_1), server);
            }
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
        // What was erased for a return under way was too little.
        java.util.Arrays.fill(erased, false);
    }

    /**
     * Deletes what is old before the servers in {@code next} come back. Nothing of theirs must be written meanwhile.
     *
     * @param onEnd told what went wrong, or {@code null}
     */
    public void erase(Ring next, Consumer<String> onEnd) {
        Erasure erasure = new Erasure(requests, links, eraser, failure -> {
            for (int server = 0; server < links.length && failure == null; server++) {
                erased[server] |= isReturning(server, next);
            }
            onEnd.accept(failure);
        });
        for (int server = 0; server < links.length; server++) {
            if (isReturning(server, next) && !erased[server]) {
                erase(erasure, server, next);
            }
        }
        erasure.seal();
    }

    private boolean isReturning(int server, Ring next) {
        return next.contains(server) && !ring.contains(server);
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
        for (Map.Entry<String, BitSet> entry : record.targets().entrySet()) {
            erasure.delete(server, entry.getKey());
            entry.getValue().stream().filter(target -> target != server).forEach(target -> {
                if (next.contains(target)) {
                    erasure.delete(target, entry.getKey());
                } else {
                    records[target].add(entry.getKey(), target);
                }
            });
        }
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
            missed |= isReturning(server, now) && !erased[server] && !records[server].isEmpty();
        }
        if (missed) {
            // This proxy took no part in the switch. Late is better than never; the fleet has flushed on its behalf.
            erase(now, failure -> {});
        }
        ring = now;
        anyOut = false;
        for (int server = 0; server < links.length; server++) {
            erased[server] = false;
            if (now.contains(server)) {
                returned[server] = null;
                if (!before.contains(server)) {
                    records[server].clear();
                }
            } else {
                anyOut = true;
                returned[server] = now.with(config, server);
            }
        }
    }

    /** The switch that {@link #erase} prepared does not happen: what is written from now on counts again. */
    public void aborted() {
        java.util.Arrays.fill(erased, false);
    }
}
