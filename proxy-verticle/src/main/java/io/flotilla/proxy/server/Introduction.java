package io.flotilla.proxy.server;

import io.flotilla.proxy.route.ReplyFramer;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** What is said first on each socket of a connection, and the replies to it. */
final class Introduction {
    /** How it stands. */
    enum Outcome {
        UNDER_WAY,
        ACCEPTED,
        REFUSED
    }

    private static final int LONGEST_SHOWN = 256;

    private final Dialect dialect;
    private final Handshake handshake;
    private final StringBuilder reply = new StringBuilder();
    private int awaited;

    Introduction(Dialect dialect, Handshake handshake) {
        this.dialect = dialect;
        this.handshake = handshake;
    }

    /**
     * Begins anew and returns what is to be said; {@link Handshake#NONE} if there is nothing to say.
     *
     * @param wary whether the server did not answer the last socket, so that it is asked something at least
     */
    Handshake begin(boolean wary) {
        Handshake first = wary && handshake.replies() == 0 ? dialect.question() : handshake;
        awaited = first.replies();
        reply.setLength(0);
        return first;
    }

    /** Reads as much of the replies as is there. */
    Outcome read(ByteBuf in, ReplyFramer framer) {
        while (awaited > 0 && in.isReadable()) {
            int start = in.readerIndex();
            boolean last = framer.advance(in);
            if (reply.length() < LONGEST_SHOWN) {
                reply.append(in.toString(start, in.readerIndex() - start, StandardCharsets.ISO_8859_1));
            }
            if (last) {
                if (framer.isError() && !dialect.toleratesHandshakeError(reply.toString())) {
                    return Outcome.REFUSED;
                }
                reply.setLength(0);
                awaited--;
            }
        }
        return awaited == 0 ? Outcome.ACCEPTED : Outcome.UNDER_WAY;
    }

    /** The reply by which the server {@link Outcome#REFUSED}. */
    String refusal() {
        return reply.toString().trim();
    }
}
