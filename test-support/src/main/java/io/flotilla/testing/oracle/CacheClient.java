package io.flotilla.testing.oracle;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One client's connection to a memcached proxy, made anew after it was lost; values are numbers. Not thread-safe. */
public final class CacheClient implements AutoCloseable {
    /** What a read of a missing key returns. */
    public static final long MISS = -1;

    private static final int PATIENCE_MILLIS = 5000;
    private static final int CONNECT_MILLIS = 1000;

    private final InetSocketAddress proxy;
    private Socket socket;
    private InputStream in;

    public CacheClient(InetSocketAddress proxy) {
        this.proxy = proxy;
    }

    InetSocketAddress proxy() {
        return proxy;
    }

    /** Whether the write of this version was acknowledged. */
    public boolean set(String key, long version) {
        String value = Long.toString(version);
        return exchange("set " + key + " 0 0 " + value.length() + "\r\n" + value + "\r\n", this::stored);
    }

    private boolean stored(String line) throws IOException {
        if (line.startsWith("ERROR") || line.startsWith("CLIENT_ERROR") || line.isEmpty()) {
            throw new IOException("the proxy does not speak memcached: '" + line + "'");
        }
        return line.equals("STORED");
    }

    /**
     * The version that a read returns, or {@link #MISS}.
     *
     * @throws IOException if it fails
     */
    public long get(String key) throws IOException {
        try {
            connect();
            send("get " + key + "\r\n");
            String line = readLine();
            if (line.equals("END")) {
                return MISS;
            }
            if (!line.startsWith("VALUE " + key + " ")) {
                if (!line.startsWith("SERVER_ERROR")) {
                    throw new IOException("unexpected: " + line);
                }
                return failed(line);
            }
            long version = Long.parseLong(readLine());
            if (!readLine().equals("END")) {
                throw new IOException("no END after the value");
            }
            return version;
        } catch (ReadFailedException e) {
            throw e;
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private static long failed(String line) throws IOException {
        throw new ReadFailedException(line);
    }

    /** An error reply: the connection is as good as before. */
    private static final class ReadFailedException extends IOException {
        private static final long serialVersionUID = 1;

        ReadFailedException(String line) {
            super(line);
        }
    }

    private interface Reply {
        boolean judge(String line) throws IOException;
    }

    private boolean exchange(String request, Reply reply) {
        try {
            connect();
            send(request);
            return reply.judge(readLine());
        } catch (IOException e) {
            close();
            return false;
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

    private void send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String readLine() throws IOException {
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
    public void close() {
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
