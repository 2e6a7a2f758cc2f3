package io.flotilla.proxy.memcached;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** What the proxy says itself. The texts are memcached's own wherever it has one. */
final class Replies {
    static final byte[] ERROR = line("ERROR");
    static final byte[] BAD_FORMAT = line("CLIENT_ERROR bad command line format");
    static final byte[] BAD_CHUNK = line("CLIENT_ERROR bad data chunk");
    static final byte[] BAD_EXPTIME = line("CLIENT_ERROR invalid exptime argument");
    static final byte[] LINE_TOO_LONG = line("CLIENT_ERROR line too long");
    static final byte[] FLAGS_ARE_TOO_LONG = line("CLIENT_ERROR options flags are too long");
    static final byte[] FLAGS_TOO_LONG = line("CLIENT_ERROR options flags too long");
    static final byte[] UNAUTHENTICATED = line("CLIENT_ERROR unauthenticated");
    static final byte[] AUTHENTICATION_FAILURE = line("CLIENT_ERROR authentication failure");
    static final byte[] BAD_TOKEN = line("CLIENT_ERROR bad authentication token format");
    static final byte[] BAD_TERMINATION = line("CLIENT_ERROR bad command line termination");
    static final byte[] STORED = line("STORED");
    static final byte[] END = line("END");
    static final byte[] NOOP = line("MN");
    static final byte[] OK = line("OK");
    static final byte[] TOO_MANY_CLIENTS = line("ERROR Too many open connections");

    private Replies() {}

    /** These words as a line. */
    static byte[] line(String text) {
        return ascii(text + "\r\n");
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** These bytes as a buffer that many may read and nobody need release. */
    static ByteBuf shared(byte[] bytes) {
        return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(bytes));
    }
}
