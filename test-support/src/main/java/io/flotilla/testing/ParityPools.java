package io.flotilla.testing;

import java.util.List;

/**
 * A nutcracker.yml with a pool for each key hash: weights, names, tags and distributions that routing depends on, in
 * many mixtures.
 */
public final class ParityPools {
    private final List<RealServer> redis;
    private final List<RealServer> memcached;

    /** Over these servers, Redis and memcached ones. */
    public ParityPools(List<RealServer> servers) {
        this.redis = servers.stream().filter(RealRedis.class::isInstance).toList();
        this.memcached =
                servers.stream().filter(RealMemcached.class::isInstance).toList();
    }

    /** Pools that eject nothing. Each call gives other listeners. */
    public String constant() {
        return yaml("  auto_eject_hosts: false\n");
    }

    /** The same pools, listening elsewhere; a server that fails once is out for an hour. */
    public String ejecting() {
        return yaml("  auto_eject_hosts: true\n  server_failure_limit: 1\n  server_retry_timeout: 3600000\n");
    }

    private String yaml(String ejection) {
        return pool("fnv1a_64", "ketama", "", ejection, redis, unnamed(redis))
                + pool("md5", "ketama", "{}", ejection, redis, weighted(redis, 1, 2, 3, 7))
                + pool("murmur", "modula", "", ejection, redis, weighted(redis, 5, 1, 9, 2, 4))
                + pool("crc32a", "ketama", "$$", ejection, memcached, unnamed(memcached))
                + pool("jenkins", "ketama", "", ejection, redis, manyNames(redis, 25))
                + pool("one_at_a_time", "modula", "{}", ejection, memcached, weighted(memcached, 3, 1, 2))
                + pool("crc16", "ketama", "", ejection, redis, weighted(redis, 100, 200, 50))
                + pool("crc32", "ketama", "", ejection, memcached, unnamed(memcached))
                + pool("fnv1_64", "ketama", "()", ejection, redis, longNames(redis))
                + pool("fnv1_32", "modula", "(}", ejection, redis, unnamed(redis))
                + pool("fnv1a_32", "ketama", "", ejection, memcached, manyNames(memcached, 50))
                + pool("hsieh", "ketama", "{}", ejection, redis, weighted(redis, 100_000, 1, 30_000, 17));
    }

    private static String pool(
            String hash, String distribution, String tag, String ejection, List<RealServer> kind, String servers) {
        return hash + "_" + distribution + ":\n"
                + "  listen: 127.0.0.1:" + FreePorts.next() + "\n"
                + "  hash: " + hash + "\n"
                + "  distribution: " + distribution + "\n"
                + (tag.isEmpty() ? "" : "  hash_tag: \"" + tag + "\"\n")
                + "  redis: " + (kind.get(0) instanceof RealRedis) + "\n"
                + ejection
                + "  servers:\n" + servers;
    }

    /** The identity is {@code host:port}. */
    private static String unnamed(List<RealServer> servers) {
        StringBuilder lines = new StringBuilder();
        servers.forEach(s -> lines.append("   - " + s.address() + ":1\n"));
        return lines.toString();
    }

    /** As many servers as weights; the names are not in nutcracker's order. */
    private static String weighted(List<RealServer> servers, int... weights) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < weights.length; i++) {
            String name = "shard" + "x".repeat(weights.length - i) + (char) ('a' + i);
            lines.append("   - " + servers.get(i).address() + ":" + weights[i] + " " + name + "\n");
        }
        return lines.toString();
    }

    /** More names than processes; of 25 or 50 equal servers each has 156 points. */
    private static String manyNames(List<RealServer> servers, int names) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < names; i++) {
            lines.append("   - " + servers.get(i % servers.size()).address() + ":1 node-" + i + "\n");
        }
        return lines.toString();
    }

    private static String longNames(List<RealServer> servers) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < servers.size(); i++) {
            String name = "n".repeat(60 + 50 * i) + i;
            lines.append("   - " + servers.get(i).address() + ":" + (i + 1) + " " + name + "\n");
        }
        return lines.toString();
    }
}
