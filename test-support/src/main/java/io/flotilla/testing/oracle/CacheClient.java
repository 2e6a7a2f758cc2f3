package io.flotilla.testing.oracle;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * One client's connection to a proxy, made anew after it was lost. Values are numbers; large ones have so many leading zeros
 * that a proxy forwards them while they come in. Not thread-safe.
 */
public abstract class CacheClient implements AutoCloseable {
    /** What a read of a missing key returns. */
    public static final long MISS = -1;

    private static final int PATIENCE_MILLIS = 5000;
    private static final int CONNECT_MILLIS = 1000;
    private static final String ZEROS = "0".repeat(150_000);

    private final InetSocketAddress proxy;
    private int everyLarge;
    private Socket socket;
    private InputStream in;

    CacheClient(InetSocketAddress proxy) {
        this.proxy = proxy;
    }

    /** Speaks memcached's text protocol. */
    public static CacheClient memcached(InetSocketAddress proxy) {
        return new MemcachedCacheClient(proxy);
    }

    /** Speaks Redis's protocol, and writes in many ways: plain, by MSET, by script, in a transaction. */
    public static CacheClient redis(InetSocketAddress proxy) {
        return new RedisCacheClient(proxy);
    }

    /** Writes every so many-th version as a large value; 0 for none, as it is without this call. */
    public final CacheClient withLarge(int every) {
        everyLarge = every;
        return this;
    }

    final InetSocketAddress proxy() {
        return proxy;
    }

    /** Whether the write of this version was acknowledged. */
    public final boolean set(String key, long version) {
        try {
            connect();
            String value = Long.toString(version);
            boolean large = everyLarge > 0 && version % everyLarge == everyLarge - 1;
            return write(key, version, large ? ZEROS + value : value);
        } catch (IOException e) {
            close();
            return false;
        }
    }

    /**
     * The version that a read returns, or {@link #MISS}.
     *
     * @throws IOException if it fails
     */
    public final long get(String key) throws IOException {
        try {
            connect();
            return read(key);
        } catch (ReadFailedException e) {
            throw e;
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /**
     * Sends a write and reads its reply; whether it was acknowledged.
     *
     * @throws IOException if the connection is not to be used again
     */
    abstract boolean write(String key, long version, String value) throws IOException;

    /**
     * Sends a read and reads its reply.
     *
     * @throws ReadFailedException on an error reply
     * @throws IOException if the connection is not to be used again
     */
    abstract long read(String key) throws IOException;

    /** An error reply: the connection is as good as before. */
    static final class ReadFailedException extends IOException {
        private static final long serialVersionUID = 1;

        ReadFailedException(String line) {
            super(line);
        }
    }

    private void connect() throws IOException {
        if (socket == null) {
            Socket opening = new Socket();
            socket = opening;
            opening.setTcpNoDelay(true);
            opening.setSoTimeout(PATIENCE_MILLIS);
            opening.connect(proxy, CONNECT_MILLIS);
            in = new BufferedInputStream(opening.getInputStream(), 4096);
        }
    }

    final void send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    final String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the proxy closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public final void close() {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // Nothing can be done, and nothing is lost.
            }
            socket = null;
        }
    }
}
