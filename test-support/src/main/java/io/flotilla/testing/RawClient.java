package io.flotilla.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A client that sends bytes and says exactly which bytes came back. Strings stand for bytes one to one (ISO-8859-1). Reading
 * fails with an AssertionError after the time limit, which is 10 s unless {@link #within} says otherwise.
 */
public final class RawClient implements AutoCloseable {
    private static final Charset BYTES = StandardCharsets.ISO_8859_1;
    private static final int SHOWN = 300;

    private final SocketChannel channel;
    private final Selector selector;
    private final ByteBuffer in = ByteBuffer.allocate(64 * 1024).flip();
    private Duration limit = Duration.ofSeconds(10);

    private RawClient(SocketChannel channel) throws IOException {
        this.channel = channel;
        this.selector = Selector.open();
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
    }

    /** Connects by TCP, with TCP_NODELAY. */
    public static RawClient connect(String host, int port) {
        return connect(new InetSocketAddress(host, port));
    }

    /** Connects to a unix socket. */
    public static RawClient connect(Path socket) {
        return connect(UnixDomainSocketAddress.of(socket));
    }

    private static RawClient connect(SocketAddress address) {
        boolean unix = address instanceof UnixDomainSocketAddress;
        try {
            SocketChannel channel =
                    SocketChannel.open(unix ? StandardProtocolFamily.UNIX : StandardProtocolFamily.INET);
            try {
                channel.connect(address);
                if (!unix) {
                    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                }
                return new RawClient(channel);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect to " + address + ": " + e.getMessage(), e);
        }
    }

    /** Sets how long each read may take. */
    public RawClient within(Duration newLimit) {
        this.limit = newLimit;
        return this;
    }

    /** Sends these bytes. */
    public RawClient send(String bytes) {
        return send(bytes.getBytes(BYTES));
    }

    /** Sends these bytes; reads nothing meanwhile, so a peer that waits for a reader makes it fail at the time limit. */
    public RawClient send(byte[] bytes) {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            while (out.hasRemaining()) {
                if (channel.write(out) == 0) {
                    await(SelectionKey.OP_WRITE, deadline);
                    if (System.nanoTime() > deadline) {
                        throw new AssertionError("could send only " + out.position() + " of " + bytes.length
                                + " bytes within " + limit.toMillis() + " ms");
                    }
                }
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot send: " + e.getMessage(), e);
        }
    }

    /** Ends the sending side (half-close). */
    public RawClient shutdownOutput() {
        try {
            channel.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads exactly these bytes. */
    public RawClient expect(String bytes) {
        byte[] expected = bytes.getBytes(BYTES);
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        long deadline = System.nanoTime() + limit.toNanos();
        for (int i = 0; i < expected.length; i++) {
            int b = readByte(deadline);
            if (b >= 0) {
                got.write(b);
            }
            if (b != (expected[i] & 0xff)) {
                while (b >= 0 && in.hasRemaining()) {
                    got.write(in.get());
                }
                String end = b == -1 ? ", then the connection was closed" : b == -2 ? ", then nothing more" : "";
                throw new AssertionError(
                        "expected <" + shown(bytes) + "> but got <" + shown(got.toString(BYTES)) + ">" + end);
            }
        }
        return this;
    }

    /** Reads so many bytes. */
    public byte[] read(int count) {
        byte[] bytes = new byte[count];
        long deadline = System.nanoTime() + limit.toNanos();
        for (int i = 0; i < count; i++) {
            int b = readByte(deadline);
            if (b < 0) {
                throw noMore(b, new String(bytes, 0, i, BYTES));
            }
            bytes[i] = (byte) b;
        }
        return bytes;
    }

    /** Reads a line and returns it without its CR LF. */
    public String readLine() {
        String line = readUntil("\r\n");
        return line.substring(0, line.length() - 2);
    }

    /** Reads up to and including these bytes. */
    public String readUntil(String end) {
        byte[] tail = end.getBytes(BYTES);
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            int b = require(readByte(deadline), got);
            got.write(b);
            if (b == (tail[tail.length - 1] & 0xff) && got.size() >= tail.length) {
                byte[] all = got.toByteArray();
                if (Arrays.equals(all, all.length - tail.length, all.length, tail, 0, tail.length)) {
                    return got.toString(BYTES);
                }
            }
        }
    }

    /** Everything that comes until the peer closes. */
    public String readUntilClose() {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            int b = readByte(deadline);
            if (b == -1) {
                return got.toString(BYTES);
            }
            if (b == -2) {
                throw new AssertionError("the connection was not closed; got <" + shown(got.toString(BYTES)) + ">");
            }
            got.write(b);
        }
    }

    /** Nothing comes for so long, and the connection stays open. */
    public RawClient expectSilence(Duration howLong) {
        int b = readByte(System.nanoTime() + howLong.toNanos());
        if (b == -1) {
            throw new AssertionError("expected silence but the connection was closed");
        }
        if (b >= 0) {
            String more = (char) b + BYTES.decode(in).toString();
            throw new AssertionError("expected silence but got <" + shown(more) + ">");
        }
        return this;
    }

    /** The peer closes, and sends nothing before. */
    public void expectClose() {
        String got = readUntilClose();
        if (!got.isEmpty()) {
            throw new AssertionError("expected the connection to be closed but first got <" + shown(got) + ">");
        }
    }

    /** Sends a Redis command as an array of bulk strings and reads its reply; see {@link RealRedis#call}. */
    public Object resp(String... command) {
        StringBuilder out = new StringBuilder("*" + command.length + "\r\n");
        for (String word : command) {
            out.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        send(out.toString());
        return readResp();
    }

    /** Reads one RESP2 reply: String (errors with their {@code -}), Long, null, or a List of these. */
    public Object readResp() {
        String line = readLine();
        String rest = line.substring(1);
        switch (line.charAt(0)) {
            case '+':
                return rest;
            case '-':
                return line;
            case ':':
                return Long.valueOf(rest);
            case '$':
                int length = Integer.parseInt(rest);
                if (length < 0) {
                    return null;
                }
                String bulk = new String(read(length), BYTES);
                expect("\r\n");
                return bulk;
            case '*':
                int count = Integer.parseInt(rest);
                if (count < 0) {
                    return null;
                }
                List<Object> items = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    items.add(readResp());
                }
                return items;
            default:
                throw new AssertionError("not a RESP2 reply: <" + shown(line) + ">");
        }
    }

    /** The local port of this connection; -1 on a unix socket. */
    public int localPort() {
        try {
            return channel.getLocalAddress() instanceof InetSocketAddress tcp ? tcp.getPort() : -1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes with a reset (RST) instead of an orderly end. */
    public void reset() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        close();
    }

    @Override
    public void close() {
        try {
            selector.close();
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int require(int b, ByteArrayOutputStream before) {
        if (b < 0) {
            throw noMore(b, before.toString(BYTES));
        }
        return b;
    }

    private AssertionError noMore(int b, String before) {
        String what = b == -1 ? "the connection was closed" : "nothing more came within " + limit.toMillis() + " ms";
        return new AssertionError(what + " after <" + shown(before) + ">");
    }

    /** The next byte; -1 at the end of the stream, -2 at the deadline. */
    private int readByte(long deadline) {
        try {
            while (!in.hasRemaining()) {
                in.clear();
                int n;
                try {
                    n = channel.read(in);
                } catch (EOFException | java.net.SocketException e) {
                    n = -1;
                } catch (IOException e) {
                    n = String.valueOf(e.getMessage()).contains("reset") ? -1 : fail(e);
                }
                in.flip();
                if (n < 0) {
                    return -1;
                }
                if (n == 0) {
                    if (System.nanoTime() > deadline) {
                        return -2;
                    }
                    await(SelectionKey.OP_READ, deadline);
                }
            }
            return in.get() & 0xff;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read: " + e.getMessage(), e);
        }
    }

    private static int fail(IOException e) throws IOException {
        throw e;
    }

    private void await(int operation, long deadline) throws IOException {
        channel.keyFor(selector).interestOps(operation);
        selector.select(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
        selector.selectedKeys().clear();
    }

    private static String shown(String bytes) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < Math.min(bytes.length(), SHOWN); i++) {
            char c = bytes.charAt(i);
            switch (c) {
                case '\r' -> out.append("\\r");
                case '\n' -> out.append("\\n");
                default -> out.append(c >= ' ' && c < 127 ? String.valueOf(c) : String.format("\\x%02x", (int) c));
            }
        }
        return bytes.length() > SHOWN ? out + "... (" + bytes.length() + " bytes)" : out.toString();
    }
}
