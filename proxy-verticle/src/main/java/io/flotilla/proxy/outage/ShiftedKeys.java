package io.flotilla.proxy.outage;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Keys, their bytes as chars. Bounded: one too many makes them incomplete, and only a flush will do. */
final class ShiftedKeys {
    private static final int ENTRY_BYTES = 120;

    private final Set<String> keys = new HashSet<>();
    private long bytes;
    private boolean incomplete;

    /**
     * @return whether it was not known
     */
    boolean add(String key) {
        if (incomplete || !keys.add(key)) {
            return false;
        }
        bytes += ENTRY_BYTES + key.length();
        if (bytes > KeyRecord.LIMIT) {
            lose();
        }
        return true;
    }

    /** Nobody can tell any more which keys there are. */
    void lose() {
        clear();
        incomplete = true;
    }

    void clear() {
        keys.clear();
        bytes = 0;
        incomplete = false;
    }

    boolean isIncomplete() {
        return incomplete;
    }

    void forEach(Consumer<String> action) {
        keys.forEach(action);
    }
}
