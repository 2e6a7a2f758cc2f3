package io.flotilla.bench.load;

import java.util.Locale;

/** What clients speak. */
public enum Protocol {
    REDIS,
    MEMCACHED;

    /** As in the names of loads: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
