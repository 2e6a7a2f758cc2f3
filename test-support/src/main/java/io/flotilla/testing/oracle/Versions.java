package io.flotilla.testing.oracle;

import java.util.concurrent.atomic.AtomicLongArray;

/** By key: the newest version whose write was acknowledged. Each key has one writer. */
final class Versions {
    private final AtomicLongArray acknowledged;

    Versions(int keys) {
        acknowledged = new AtomicLongArray(keys);
    }

    int keys() {
        return acknowledged.length();
    }

    /**
     * The key with this number. The number stands first: keys that differ only in their last letters have values of FNV so near to
     * each other that some server of four may have none of hundreds.
     */
    static String key(int number) {
        return number + ":oracle:key";
    }

    /** The write of this version was answered with STORED. To be called by the key's only writer. */
    void acknowledge(int key, long version) {
        acknowledged.set(key, version);
    }

    /** To be read before a read is sent: whatever it returns must not be older. */
    long acknowledged(int key) {
        return acknowledged.get(key);
    }
}
