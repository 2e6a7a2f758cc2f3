package io.flotilla.node.demo;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A blocking client of memcached's text protocol, enough for the demo: set and get. */
final class MemcachedClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 5_000;

    private final Socket socket = new Socket();
    private final InputStream in;
    private final OutputStream out;

    MemcachedClient(String host, int port) throws IOException {
        socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** Stores a value; fails with the server's words if it is not stored. */
    void set(String key, String value) throws IOException {
        send("set " + key + " 0 0 " + value.length() + "\r\n" + value + "\r\n");
        String line = readLine();
        if (!line.equals("STORED")) {
            throw new IOException(line);
        }
    }

    /** The value, or null for a miss. */
    String get(String key) throws IOException {
        send("get " + key + "\r\n");
        String line = readLine();
        if (line.equals("END")) {
            return null;
        }
        if (!line.startsWith("VALUE ")) {
            throw new IOException(line);
        }
        int length = Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
        String value = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        readLine();
        readLine();
        return value;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection was closed");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
