package io.flotilla.proxy.outage;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Keys of one server that may have old values when it comes back, and the servers on which they were written. Bounded: one
 * key too many makes it incomplete, and only a flush will do.
 */
final class KeyRecord {
    /** Memory that one record may take, roughly, in bytes. */
    static final long LIMIT = 16 << 20;

    private static final int ENTRY_BYTES = 160;

    private final Map<String, BitSet> targets = new HashMap<>();
    private long bytes;
    private boolean incomplete;

    /** Notes that a key, its bytes as chars, was written on a server. */
    void add(String key, int server) {
        if (incomplete) {
            return;
        }
        BitSet servers = targets.get(key);
        if (servers == null) {
            bytes += ENTRY_BYTES + key.length();
            if (bytes > LIMIT) {
                lose();
                return;
            }
            servers = new BitSet();
            targets.put(key, servers);
        }
        servers.set(server);
    }

    /** Nobody can tell any more which keys there are. */
    void lose() {
        incomplete = true;
        targets.clear();
        bytes = 0;
    }

    void clear() {
        incomplete = false;
        targets.clear();
        bytes = 0;
    }

    boolean isIncomplete() {
        return incomplete;
    }

    boolean isEmpty() {
        return targets.isEmpty() && !incomplete;
    }

    Map<String, BitSet> targets() {
        return targets;
    }
}
