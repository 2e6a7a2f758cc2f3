package io.flotilla.proxy.redis;

import io.flotilla.proxy.route.MalformedReplyException;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The elements of an aggregate reply (array, set or push; for a map its keys and values by turns) as ranges of its bytes. A
 * null has none.
 */
final class Elements {
    private final ByteBuf bytes;
    private final int[] starts;

    private Elements(ByteBuf bytes, int[] starts) {
        this.bytes = bytes;
        this.starts = starts;
    }

    /**
     * Finds the elements of the aggregate that begins at the reader index, which does not move.
     *
     * @throws MalformedReplyException if there is another kind of reply
     */
    static Elements of(ByteBuf reply) {
        return at(reply, reply.readerIndex());
    }

    /** The elements of an element that is an aggregate itself. */
    Elements of(int element) {
        return at(bytes, start(element));
    }

    private static Elements at(ByteBuf bytes, int start) {
        byte type = bytes.getByte(start);
        if (type == '_') {
            return new Elements(bytes, new int[1]);
        }
        if (type != '*' && type != '~' && type != '%' && type != '>') {
            throw new MalformedReplyException("an aggregate was expected, not type " + (char) type);
        }
        long count = Math.max(0, RedisMerge.number(bytes, start)) * (type == '%' ? 2 : 1);
        ByteBuf rest = bytes.duplicate();
        rest.readerIndex(lineEnd(bytes, start));
        if (count > rest.readableBytes()) {
            throw new MalformedReplyException("more elements than bytes");
        }
        int[] starts = new int[(int) count + 1];
        RespFramer framer = new RespFramer();
        for (int i = 0; i < count; i++) {
            starts[i] = rest.readerIndex();
            if (!rest.isReadable() || !framer.advance(rest)) {
                throw new MalformedReplyException("fewer elements than announced");
            }
        }
        starts[(int) count] = rest.readerIndex();
        return new Elements(bytes, starts);
    }

    int count() {
        return starts.length - 1;
    }

    /** The type byte of an element. */
    byte type(int element) {
        return bytes.getByte(start(element));
    }

    /** The value of an element that is an integer. */
    long number(int element) {
        if (type(element) != ':') {
            throw new MalformedReplyException("an integer was expected");
        }
        return RedisMerge.number(bytes, start(element));
    }

    /** Where the content of a string begins. */
    int contentStart(int element) {
        return type(element) == '$' ? lineEnd(bytes, start(element)) : start(element) + 1;
    }

    /** The length of a string's content; a null has none. */
    int contentLength(int element) {
        return Math.max(0, starts[element + 1] - 2 - contentStart(element));
    }

    /** The content of a string, each byte a char. */
    String text(int element) {
        return bytes.toString(contentStart(element), contentLength(element), StandardCharsets.ISO_8859_1);
    }

    /** Appends the wire form of an element. */
    void copyTo(ByteBuf to, int element) {
        to.writeBytes(bytes, start(element), starts[element + 1] - start(element));
    }

    /** Where an element begins; it may be missing, since servers say how many there are. */
    private int start(int element) {
        if (element >= count()) {
            throw new MalformedReplyException("fewer elements than expected");
        }
        return starts[element];
    }

    private static int lineEnd(ByteBuf bytes, int start) {
        return bytes.indexOf(start, bytes.writerIndex(), (byte) '\n') + 1;
    }
}
