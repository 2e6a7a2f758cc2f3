package io.flotilla.config;

/** The name of a key hash, as the {@code hash:} key of a pool spells it in lower case. */
public enum KeyHash {
    ONE_AT_A_TIME,
    MD5,
    CRC16,
    CRC32,
    CRC32A,
    FNV1_64,
    FNV1A_64,
    FNV1_32,
    FNV1A_32,
    HSIEH,
    MURMUR,
    JENKINS;

    /** The word a configuration file uses, for example {@code fnv1a_64}. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
