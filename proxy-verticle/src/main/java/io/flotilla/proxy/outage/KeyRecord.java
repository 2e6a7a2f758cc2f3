package io.flotilla.proxy.outage;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Keys of one server that may have old values when it comes back, and the servers on which they were written. Bounded: one
 * key too many makes it incomplete, and only a flush will do.
 *
 * <p>A key is due to be deleted on the server from when it is recorded until the server has confirmed its deletion; recorded
 * again meanwhile or later, it is due again. Where copies of it are is remembered to the end.
 */
final class KeyRecord {
    /** Memory that one record may take, roughly, in bytes. */
    static final long LIMIT = 16 << 20;

    private static final int ENTRY_BYTES = 160;

    private final Map<String, BitSet> due = new HashMap<>();
    /** Those whose deletion is under way; each may be due again already. */
    private final Map<String, BitSet> asked = new HashMap<>();
    /** Those that the server has deleted. */
    private final Map<String, BitSet> deleted = new HashMap<>();

    private long bytes;
    private boolean incomplete;

    /** Notes that a key, its bytes as chars, was written on a server. */
    void add(String key, int server) {
        if (incomplete) {
            return;
        }
        BitSet servers = due.get(key);
        if (servers == null) {
            bytes += ENTRY_BYTES + key.length();
            if (bytes > LIMIT) {
                lose();
                return;
            }
            servers = new BitSet();
            due.put(key, servers);
        }
        servers.set(server);
    }

    /** Nobody can tell any more which keys there are. */
    void lose() {
        clear();
        incomplete = true;
    }

    void clear() {
        incomplete = false;
        due.clear();
        asked.clear();
        deleted.clear();
        bytes = 0;
    }

    boolean isIncomplete() {
        return incomplete;
    }

    /** Whether nothing is to be done on the server. */
    boolean isEmpty() {
        return due.isEmpty() && asked.isEmpty() && !incomplete;
    }

    /** How many keys are due whose deletion is not under way. */
    int due() {
        return due.size();
    }

    // ---- deleting ahead

    /** Takes the keys that are due: their deletion is under way. */
    String[] ask() {
        move(due, asked);
        return asked.keySet().toArray(new String[0]);
    }

    /** The server has deleted all that it was asked to. */
    void confirmed() {
        move(asked, deleted);
    }

    /** It has not, or not all: they are due as before. */
    void unconfirmed() {
        move(asked, due);
    }

    private void move(Map<String, BitSet> from, Map<String, BitSet> to) {
        from.forEach((key, servers) -> {
            BitSet known = to.putIfAbsent(key, servers);
            if (known != null) {
                known.or(servers);
                bytes -= ENTRY_BYTES + key.length();
            }
        });
        from.clear();
    }

    // ---- the switch

    /** Every key whose deletion on the server is not confirmed. */
    void forEachUndeleted(Consumer<String> action) {
        due.keySet().forEach(action);
        asked.keySet().stream().filter(key -> !due.containsKey(key)).forEach(action);
    }

    /** Every key and the servers on which it was written; a key may come several times. */
    void forEachCopy(BiConsumer<String, BitSet> action) {
        due.forEach(action);
        asked.forEach(action);
        deleted.forEach(action);
    }
}
