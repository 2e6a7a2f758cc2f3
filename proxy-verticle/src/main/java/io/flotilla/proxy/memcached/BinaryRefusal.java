package io.flotilla.proxy.memcached;

import io.flotilla.proxy.client.ClientSession;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Tells a client of memcached's binary protocol, in that protocol, that it is not spoken here. The format is that of
 * memcached's {@code protocol_binary.txt}: a header of 24 bytes, then the body.
 */
final class BinaryRefusal {
    private static final int HEADER = 24;
    private static final int OPAQUE = 12;
    private static final byte RESPONSE = (byte) 0x81;
    private static final short UNKNOWN_COMMAND = 0x81;
    private static final byte[] TEXT =
            "The binary protocol is not supported, use the text protocol".getBytes(StandardCharsets.US_ASCII);

    private BinaryRefusal() {}

    /** Answers the header at the reader index, once it is whole, and closes. */
    static boolean answer(ByteBuf in, ClientSession session) {
        if (in.readableBytes() >= HEADER) {
            int start = in.readerIndex();
            ByteBuffer reply = ByteBuffer.allocate(HEADER + TEXT.length);
            reply.put(RESPONSE).put(in.getByte(start + 1)).putInt(0).putShort(UNKNOWN_COMMAND);
            reply.putInt(TEXT.length)
                    .putInt(in.getInt(start + OPAQUE))
                    .putLong(0)
                    .put(TEXT);
            in.readerIndex(in.writerIndex());
            session.reply(reply.array());
            session.closeAfterReplies();
        }
        return false;
    }
}
