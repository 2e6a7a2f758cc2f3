package io.flotilla.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Many keys, stored through a proxy and then looked for on every server behind it: where a proxy really sends keys.
 * Keys are strings whose characters stand for bytes one to one.
 */
public final class StoredKeys {
    private static final int STORED_AT_ONCE = 500;
    private static final int ASKED_AT_ONCE = 20;
    private static final int LONGEST = 100;
    private static final String TAG_BYTES = "{}$()";

    private StoredKeys() {}

    /**
     * So many different random keys of any bytes, 1 to 100 long; many have brackets and dollars in them, as hash tags
     * need.
     */
    public static List<String> forRedis(int count, Random random) {
        return keys(count, random, b -> true);
    }

    /** The same, without the bytes that memcached's text protocol cannot carry in a key. */
    public static List<String> forMemcached(int count, Random random) {
        return keys(count, random, b -> b > ' ' && b != 127);
    }

    private static List<String> keys(int count, Random random, IntPredicate allowed) {
        Set<String> keys = new LinkedHashSet<>();
        while (keys.size() < count) {
            keys.add(key(random, allowed));
        }
        return new ArrayList<>(keys);
    }

    private static String key(Random random, IntPredicate allowed) {
        int length = 1 + random.nextInt(random.nextBoolean() ? 20 : LONGEST);
        boolean ascii = random.nextBoolean();
        StringBuilder key = new StringBuilder(length);
        while (key.length() < length) {
            int b = ascii ? 33 + random.nextInt(94) : random.nextInt(256);
            if (random.nextInt(8) == 0) {
                b = TAG_BYTES.charAt(random.nextInt(TAG_BYTES.length()));
            }
            if (allowed.test(b)) {
                key.append((char) b);
            }
        }
        return key.toString();
    }

    /** Stores each key as its own SET, pipelined, through a proxy that speaks RESP at 127.0.0.1 and this port. */
    public static void setThroughRedisProxy(int port, List<String> keys) {
        try (RawClient client = RawClient.connect("127.0.0.1", port)) {
            for (List<String> some : batches(keys, STORED_AT_ONCE)) {
                StringBuilder out = new StringBuilder();
                for (String key : some) {
                    out.append("*3\r\n$3\r\nSET\r\n$" + key.length() + "\r\n" + key + "\r\n$1\r\nv\r\n");
                }
                client.send(out.toString());
                client.expect("+OK\r\n".repeat(some.size()));
            }
        }
    }

    /** Stores each key as its own {@code set}, pipelined, through a proxy that speaks memcached's text protocol. */
    public static void setThroughMemcachedProxy(int port, List<String> keys) {
        try (RawClient client = RawClient.connect("127.0.0.1", port)) {
            for (List<String> some : batches(keys, STORED_AT_ONCE)) {
                StringBuilder out = new StringBuilder();
                for (String key : some) {
                    out.append("set " + key + " 0 0 1\r\nv\r\n");
                }
                client.send(out.toString());
                client.expect("STORED\r\n".repeat(some.size()));
            }
        }
    }

    /**
     * Where each key is: asks every server itself. The servers are all of one kind.
     *
     * @throws AssertionError if a key is on two servers
     */
    public static Map<String, RealServer> find(List<RealServer> servers, List<String> keys) {
        Map<String, RealServer> found = new HashMap<>();
        for (RealServer server : servers) {
            List<String> here = server instanceof RealRedis redis ? keysOf(redis) : hits((RealMemcached) server, keys);
            for (String key : here) {
                RealServer other = found.put(key, server);
                if (other != null) {
                    throw new AssertionError("a key is on " + other.address() + " and on " + server.address());
                }
            }
        }
        return found;
    }

    /** Deletes everything from these servers. */
    public static void clear(List<? extends RealServer> servers) {
        for (RealServer server : servers) {
            try (RawClient client = server.connect()) {
                if (server instanceof RealRedis) {
                    client.send("FLUSHALL\r\n").expect("+OK\r\n");
                } else {
                    client.send("flush_all\r\n").expect("OK\r\n");
                }
            }
        }
    }

    private static List<String> keysOf(RealRedis redis) {
        List<String> keys = new ArrayList<>();
        for (Object key : (List<?>) redis.call("KEYS", "*")) {
            keys.add((String) key);
        }
        return keys;
    }

    private static List<String> hits(RealMemcached memcached, List<String> keys) {
        List<String> hits = new ArrayList<>();
        try (RawClient client = memcached.connect()) {
            for (List<String> some : batches(keys, ASKED_AT_ONCE)) {
                client.send("get " + String.join(" ", some) + "\r\n");
                for (String line = client.readLine(); !line.equals("END"); line = client.readLine()) {
                    hits.add(line.split(" ")[1]);
                    client.expect("v\r\n");
                }
            }
        }
        return hits;
    }

    private static List<List<String>> batches(List<String> keys, int size) {
        List<List<String>> batches = new ArrayList<>();
        for (int i = 0; i < keys.size(); i += size) {
            batches.add(keys.subList(i, Math.min(keys.size(), i + size)));
        }
        return batches;
    }

    /** The bytes of a key. */
    public static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.ISO_8859_1);
    }
}
