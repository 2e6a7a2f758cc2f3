package io.flotilla.config;

/** How hash values are spread over the servers of a pool, as the {@code distribution:} key spells it. */
public enum Distribution {
    KETAMA,
    MODULA,
    RANDOM;

    /** The word a configuration file uses, for example {@code ketama}. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
