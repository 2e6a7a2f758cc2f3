package io.flotilla.config;

/** What happens to a server's old data before it comes back into the ring. */
public enum ReturnPolicy {
    /** The keys written elsewhere while it was out are deleted on it, and on their substitutes. */
    INVALIDATE,
    /** It is flushed. */
    FLUSH,
    /** Nothing: old values may be read again. */
    KEEP
}
