package io.flotilla.node.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One client that writes and reads keys of its own through one proxy, all the time, about a thousand requests a second. It
 * moves on to the next proxy when its own is gone, as a client of a fleet may.
 */
final class Traffic implements AutoCloseable {
    private static final int KEYS = 400;
    private static final int PATIENCE_MILLIS = 5_000;

    /**
     * What happened up to now.
     *
     * @param requests answered ones
     * @param refused those that an error reply answered
     * @param lostConnections how often the proxy was gone
     * @param wrong reads that returned another value than the last one written
     * @param longestNanos the longest time one request took since the last {@link #restartClock}
     */
    record Counts(long requests, long refused, long lostConnections, long wrong, long longestNanos) {}

    private final String prefix;
    private final List<HostAndPort> proxies;
    private final Thread thread;
    private final Map<String, String> written = new HashMap<>();
    private volatile boolean stopping;
    private long requests;
    private long refused;
    private long lostConnections;
    private long wrong;
    private long longestNanos;

    /** Starts with the first of these proxies. */
    Traffic(String prefix, List<HostAndPort> proxies) {
        this.prefix = prefix;
        this.proxies = new ArrayList<>(proxies);
        this.thread = new Thread(this::run, "traffic-" + prefix);
        thread.setDaemon(true);
        thread.start();
    }

    synchronized Counts counts() {
        return new Counts(requests, refused, lostConnections, wrong, longestNanos);
    }

    /** Forgets the longest time. */
    synchronized void restartClock() {
        longestNanos = 0;
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        for (int turn = 0; !stopping; turn++) {
            HostAndPort proxy = proxies.get(turn % proxies.size());
            try (Jedis jedis = new Jedis(
                    proxy,
                    DefaultJedisClientConfig.builder()
                            .timeoutMillis(PATIENCE_MILLIS)
                            .build())) {
                work(jedis);
            } catch (JedisException e) {
                synchronized (this) {
                    lostConnections++;
                }
                Pause.millis(10);
            }
        }
    }

    private void work(Jedis jedis) {
        for (long n = 0; !stopping; n++) {
            String key = prefix + ThreadLocalRandom.current().nextInt(KEYS) + ":item";
            long start = System.nanoTime();
            boolean answered = n % 2 == 0 ? write(jedis, key, "v" + n) : read(jedis, key);
            long took = System.nanoTime() - start;
            synchronized (this) {
                requests++;
                refused += answered ? 0 : 1;
                longestNanos = Math.max(longestNanos, took);
            }
            Pause.millis(1);
        }
    }

    private boolean write(Jedis jedis, String key, String value) {
        // Until the answer is there nobody can say which of the two values is stored.
        written.remove(key);
        try {
            jedis.set(key, value);
            written.put(key, value);
            return true;
        } catch (JedisDataException e) {
            return false;
        }
    }

    private boolean read(Jedis jedis, String key) {
        try {
            String value = jedis.get(key);
            String last = written.get(key);
            if (value != null && last != null && !value.equals(last)) {
                synchronized (this) {
                    wrong++;
                }
            }
            return true;
        } catch (JedisDataException e) {
            return false;
        }
    }
}
