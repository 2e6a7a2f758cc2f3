package io.flotilla.proxy.outage;

import io.flotilla.proxy.ring.Moves;
import io.flotilla.proxy.ring.Ring;
import io.flotilla.proxy.ring.Router;
import java.nio.charset.StandardCharsets;

/**
 * Follows keys whose place depends on more than whether their home is in. With modula nearly every key moves when a server leaves. On a
 * ketama continuum keys move between two servers that stay where the number of a server's points depends on who else is in: with
 * unequal weights, and by rounding (of 25 equal servers each has 156 points, of 24 each has 160).
 *
 * <p>Such a key leaves a copy wherever it was written, also on servers that are in. What is kept where it is not looked for any more
 * becomes one of that server's {@link Leftovers}, or of the {@link KeyRecord} of a server that is out.
 */
final class Shifts {
    private final Router router;
    private final Ring home;
    private final KeyRecord[] records;
    private final Leftovers[] leftovers;
    /** Keys that were written away from home although it is in. */
    private final ShiftedKeys away = new ShiftedKeys();
    /** Whether there may be such keys, now or when one more server is in. */
    private boolean active;

    /**
     * @param home the ring with every server in
     * @param records by server
     * @param leftovers by server
     */
    Shifts(Router router, Ring home, KeyRecord[] records, Leftovers[] leftovers) {
        this.router = router;
        this.home = home;
        this.records = records;
        this.leftovers = leftovers;
    }

    /** Whether a key with this hash value is away from home on this server, and must be followed. */
    boolean isAway(int hash, int server) {
        return active && home.server(hash) != server;
    }

    /**
     * Such a key is about to be written.
     *
     * @return whether its home, which is in, keeps a copy that is not looked for any more
     */
    boolean written(int hash, String key, int server, Ring ring) {
        int owner = home.server(hash);
        if (!ring.contains(owner)) {
            // The ring with it in may lead elsewhere as long as others are out.
            records[owner].add(key, server);
            return false;
        }
        boolean left = away.add(key);
        if (left) {
            leftovers[owner].add(key);
        }
        return left;
    }

    /** A part of the fleet's memory is gone. */
    void lost() {
        if (active) {
            away.lose();
        }
    }

    /** Nobody can tell any more which keys there are. */
    void lose() {
        away.lose();
    }

    /** Everything is deleted on every server that is in. */
    void forget() {
        away.clear();
    }

    /** Whether servers that are in both rings get keys of which they keep old copies, and it is unknown which. */
    boolean areUnknown(Ring ring, Ring next) {
        return away.isIncomplete() || Moves.shifts(ring, next) && isAnyIncomplete(ring);
    }

    private boolean isAnyIncomplete(Ring ring) {
        boolean incomplete = false;
        for (int server = 0; server < records.length; server++) {
            incomplete |= !ring.contains(server) && records[server].isIncomplete();
        }
        return incomplete;
    }

    /** The topology is about to change: what moves leaves a copy, which will be old when the key is written where it is then. */
    void follow(Ring ring, Ring now) {
        if (away.isIncomplete()) {
            for (int server = 0; server < records.length; server++) {
                if (ring.contains(server) && !now.contains(server)) {
                    records[server].lose();
                }
            }
        }
        if (active || Moves.shifts(ring, now)) {
            away.forEach(key -> follow(key, ring, now));
            for (int server = 0; server < records.length; server++) {
                if (!ring.contains(server)) {
                    records[server].forEachCopy((key, targets) -> follow(key, ring, now));
                }
            }
        }
    }

    private void follow(String key, Ring ring, Ring now) {
        int before = server(ring, key);
        int after = server(now, key);
        if (before != after && before != Ring.NONE) {
            leave(key, before, after, now);
        }
    }

    private void leave(String key, int at, int instead, Ring now) {
        if (now.contains(at)) {
            leftovers[at].add(key);
        } else {
            records[at].add(key, instead);
        }
    }

    /** A server returns: nobody asks its substitutes any more for its keys, unless a key stays where it is. */
    void leaveCopies(int returning, Ring now) {
        records[returning].forEachCopy((key, targets) -> {
            int at = server(now, key);
            targets.stream().filter(target -> target != returning).forEach(target -> {
                if (target == at) {
                    staysAway(key, at, now);
                } else {
                    leave(key, target, target, now);
                }
            });
        });
    }

    private void staysAway(String key, int at, Ring now) {
        int owner = server(home, key);
        if (owner != at && now.contains(owner)) {
            away.add(key);
        } else if (owner != at) {
            records[owner].add(key, at);
        }
    }

    /**
     * The topology has changed.
     *
     * @param returned by server: the ring with it in, while it is out
     */
    void committed(Ring now, Ring[] returned) {
        active = Moves.shifts(home, now);
        for (Ring with : returned) {
            active |= with != null && Moves.shifts(home, with);
        }
        if (!active) {
            away.clear();
        }
    }

    private int server(Ring of, String key) {
        byte[] bytes = key.getBytes(StandardCharsets.ISO_8859_1);
        return router.server(of, bytes, 0, bytes.length);
    }
}
