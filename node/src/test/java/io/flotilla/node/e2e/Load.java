package io.flotilla.node.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** A Jedis client that writes and reads keys of its own through one proxy until it is closed. */
final class Load implements AutoCloseable {
    private static final int KEYS = 300;

    private final String prefix;
    private final String host;
    private final int port;
    private final Thread thread;
    private final List<String> errors = new ArrayList<>();
    private volatile boolean stopping;
    private volatile long firstErrorNanos;
    private volatile long requests;

    Load(String prefix, String host, int port) {
        this.prefix = prefix;
        this.host = host;
        this.port = port;
        this.thread = new Thread(this::run, "load-" + host);
        thread.start();
    }

    /** Answered requests, whether by a value or by an error. */
    long requests() {
        return requests;
    }

    /** When the first request failed, by {@link System#nanoTime}; 0 if none has. */
    long firstErrorNanos() {
        return firstErrorNanos;
    }

    /** What every failed request said. */
    synchronized List<String> errors() {
        return List.copyOf(errors);
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopping) {
            try (Jedis jedis = new Jedis(host, port, 5_000)) {
                work(jedis);
            } catch (JedisException e) {
                failed(e);
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    private void work(Jedis jedis) {
        while (!stopping) {
            String key = prefix + ThreadLocalRandom.current().nextInt(KEYS) + ":item";
            try {
                jedis.set(key, key);
                String value = jedis.get(key);
                if (value != null && !value.equals(key)) {
                    failed(new IllegalStateException(key + " has the value " + value));
                }
                requests += 2;
                // Fast enough to notice anything, slow enough to leave the processor to the nodes.
                LockSupport.parkNanos(1_000_000);
            } catch (JedisDataException e) {
                failed(e);
                requests++;
            }
        }
    }

    private synchronized void failed(Exception e) {
        if (firstErrorNanos == 0) {
            firstErrorNanos = System.nanoTime();
        }
        errors.add(String.valueOf(e.getMessage()));
    }
}
