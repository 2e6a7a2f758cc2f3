package io.flotilla.topology;

import io.flotilla.config.PoolConfig;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether two nodes send every key to the same server: each makes a digest of everything that decides it, pool by pool, and
 * shows it to the others. Nodes that differ must not be in one fleet, for no agreement on servers that are out would help.
 */
final class SamePools {
    private final TreeMap<String, String> digests = new TreeMap<>();

    private SamePools() {}

    static SamePools of(List<PoolConfig> pools) {
        SamePools same = new SamePools();
        pools.forEach(pool -> same.digests.put(pool.name(), digest(pool)));
        return same;
    }

    /** What {@link #toString} of another node said. */
    static SamePools parse(String text) {
        SamePools same = new SamePools();
        new JsonObject(text).forEach(e -> same.digests.put(e.getKey(), String.valueOf(e.getValue())));
        return same;
    }

    /** A JSON object of pools and digests. */
    @Override
    public String toString() {
        JsonObject json = new JsonObject();
        digests.forEach(json::put);
        return json.encode();
    }

    /** What differs, seen from here; empty if nothing does. */
    Optional<String> difference(SamePools other) {
        Set<String> names = new TreeSet<>(digests.keySet());
        names.addAll(other.digests.keySet());
        String differences = names.stream()
                .filter(name -> !String.valueOf(digests.get(name)).equals(other.digests.get(name)))
                .map(name -> difference(name, other))
                .collect(Collectors.joining("; "));
        return differences.isEmpty() ? Optional.empty() : Optional.of(differences);
    }

    private String difference(String name, SamePools other) {
        if (!other.digests.containsKey(name)) {
            return "it has no pool '" + name + "'";
        }
        return digests.containsKey(name)
                ? "pool '" + name + "' has other servers there, or finds them otherwise"
                : "it has a pool '" + name + "' more";
    }

    private static String digest(PoolConfig pool) {
        String decisive = String.join(
                "\n",
                pool.protocol().toString(),
                pool.hash().toString(),
                pool.hashTag().toString(),
                pool.distribution().toString(),
                Integer.toString(pool.redisDb()),
                pool.servers().stream()
                        .sorted(Comparator.comparing(s -> s.name()))
                        .map(Object::toString)
                        .collect(Collectors.joining("\n")));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(decisive.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
