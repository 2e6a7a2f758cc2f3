package io.flotilla.config;

/** What a proxy does with requests while it has no lease. */
public enum WhenIsolated {
    /** It serves by the last topology it knew. */
    SERVE,
    /** It answers errors until it has a lease again. */
    REFUSE
}
