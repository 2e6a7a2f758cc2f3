package io.flotilla.proxy.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Keeps the unread part of a client's bytes between reads, in no more memory than it needs. */
final class Inputs {
    /** A rest this small moves out of its read buffer, so that an idle client does not pin one. */
    private static final int SMALL_REST = 2 << 10;

    private Inputs() {}

    /** Both, in order, as one buffer; takes over both references. */
    static ByteBuf join(ByteBufAllocator allocator, ByteBuf rest, ByteBuf more) {
        if (!rest.isReadable()) {
            rest.release();
            return more;
        }
        int need = rest.readableBytes() + more.readableBytes();
        ByteBuf to = rest;
        if (rest.refCnt() > 1 || rest.isReadOnly() || rest.maxWritableBytes() < more.readableBytes()) {
            to = allocator.directBuffer(Math.max(256, need));
            to.writeBytes(rest);
            rest.release();
        } else if (rest.writableBytes() < more.readableBytes() && rest.readerIndex() > 0) {
            rest.discardReadBytes();
        }
        to.writeBytes(more);
        more.release();
        return to;
    }

    /** The rest of a buffer after decoding; {@code null} if there is none. Takes over the reference. */
    static ByteBuf trim(ByteBufAllocator allocator, ByteBuf in) {
        int rest = in.readableBytes();
        if (rest == 0) {
            in.release();
            return null;
        }
        if (rest <= SMALL_REST && in.capacity() > 2 * SMALL_REST) {
            ByteBuf small = allocator.directBuffer(Math.max(64, rest));
            small.writeBytes(in);
            in.release();
            return small;
        }
        return in;
    }
}
