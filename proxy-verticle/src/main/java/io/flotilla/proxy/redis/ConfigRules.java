package io.flotilla.proxy.redis;

/** What clients may not change of a server's configuration. */
final class ConfigRules {
    private static final byte[] PASSWORD = RedisErrors.refused(
            "config|set requirepass", "the password of the servers is in its configuration (redis_auth)");

    private ConfigRules() {}

    /** The reply that refuses this CONFIG SET; {@code null} if it may be done. */
    static byte[] objection(Words words) {
        for (int i = 2; i < words.count(); i += 2) {
            if (words.is(i, "REQUIREPASS")) {
                // A password that the proxy does not know would shut it out, and all clients with it.
                return PASSWORD;
            }
        }
        return null;
    }
}
