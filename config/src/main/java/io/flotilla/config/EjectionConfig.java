package io.flotilla.config;

/**
 * When a pool's servers are taken out and let back in.
 *
 * @param auto whether failures eject at all ({@code auto_eject_hosts})
 * @param failureLimit failures in a row after which this proxy suspects a server ({@code server_failure_limit}, at least 1)
 * @param retryTimeoutMillis how long an ejected server stays out before it may return ({@code server_retry_timeout})
 * @param quorum how many proxies must agree
 * @param maxEjectedPercent the share of a pool's servers that may be out at once, 0 to 100; the last server is never ejected
 * @param probeIntervalMillis time between probes of a server
 * @param probeTimeoutMillis how long a probe may take
 * @param onReturn what happens to old data before a server comes back
 */
public record EjectionConfig(
        boolean auto,
        int failureLimit,
        int retryTimeoutMillis,
        EjectQuorum quorum,
        int maxEjectedPercent,
        int probeIntervalMillis,
        int probeTimeoutMillis,
        ReturnPolicy onReturn) {}
