package io.flotilla.proxy.memcached;

/** Which replies a client does not want to see. Kept in {@link io.flotilla.proxy.route.Request#mark}. */
final class Silence {
    /** It wants every reply. */
    static final int NONE = 0;
    /** It said {@code noreply} and gets nothing, not even an error. */
    static final int ALL = 1;
    /** A quiet {@code mg}: misses are hidden. */
    static final int HIDE_EN = 2;
    /** A quiet {@code ms} or {@code md}: success is hidden. */
    static final int HIDE_HD = 3;
    /** A quiet {@code ma}: success is hidden, with or without a value. */
    static final int HIDE_HD_VA = 4;
    /** {@link #HIDE_EN} after a first byte {@code E}: a miss or an error, the next byte tells. */
    static final int SEEN_E = 5;

    private Silence() {}
}
