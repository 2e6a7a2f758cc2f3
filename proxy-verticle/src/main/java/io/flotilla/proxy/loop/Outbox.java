package io.flotilla.proxy.loop;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;

/**
 * Bytes on their way into one socket. Small pieces are copied side by side into a lent buffer; large ones are passed on as
 * slices of the buffer they came in. Writing marks the outbox, and all marked outboxes are flushed together at the end of the
 * turn. Bytes may be written before the socket is connected; they wait until {@link #open}.
 */
public final class Outbox extends Flushable {
    /** From this size on, sharing the memory is cheaper than copying it. */
    private static final int SLICE_FROM = 8 << 10;

    private final FlushQueue flushes;
    private final BufferStash stash;
    private ChannelHandlerContext ctx;
    private ByteBuf tail;
    private ArrayDeque<ByteBuf> full;
    private long waiting;

    public Outbox(FlushQueue flushes, BufferStash stash) {
        this.flushes = flushes;
        this.stash = stash;
    }

    /** The socket is there: what was written so far goes out with the next flush. */
    public void open(ChannelHandlerContext context) {
        ctx = context;
        flushes.add(this);
    }

    /** Appends {@code length} bytes of {@code src} from index {@code start}; neither index of {@code src} moves. */
    public void write(ByteBuf src, int start, int length) {
        if (length >= SLICE_FROM) {
            seal();
            push(src.retainedSlice(start, length));
            return;
        }
        while (length > 0) {
            ByteBuf to = room();
            int n = Math.min(length, to.maxWritableBytes());
            to.writeBytes(src, start, n);
            start += n;
            length -= n;
        }
    }

    /** Appends bytes. */
    public void write(byte[] src, int start, int length) {
        while (length > 0) {
            ByteBuf to = room();
            int n = Math.min(length, to.maxWritableBytes());
            to.writeBytes(src, start, n);
            start += n;
            length -= n;
        }
    }

    /** Appends bytes. */
    public void write(byte[] src) {
        write(src, 0, src.length);
    }

    /** Appends one byte. */
    public void write(char asciiByte) {
        room().writeByte(asciiByte);
    }

    /** Appends a decimal number. */
    public void writeNumber(long value) {
        if (value < 0) {
            write('-');
            if (value == Long.MIN_VALUE) {
                write(Long.toString(value).substring(1).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                return;
            }
            value = -value;
        }
        long unit = 1;
        while (value / unit >= 10) {
            unit *= 10;
        }
        for (; unit > 0; unit /= 10) {
            write((char) ('0' + value / unit % 10));
        }
    }

    /** Appends a whole buffer and takes over its reference. */
    public void writeOwned(ByteBuf src) {
        seal();
        push(src);
    }

    /** Bytes written here and not yet handed to the socket. */
    public long unflushedBytes() {
        return waiting + (tail == null ? 0 : tail.readableBytes());
    }

    /** Bytes not yet taken by the kernel, flushed or not. */
    public long pendingBytes() {
        long pending = unflushedBytes();
        if (ctx != null) {
            var outbound = ctx.channel().unsafe().outboundBuffer();
            if (outbound != null) {
                pending += outbound.totalPendingWriteBytes();
            }
        }
        return pending;
    }

    @Override
    void flush() {
        // A write to a channel that has just closed fails at once, which closes this outbox meanwhile.
        ChannelHandlerContext to = ctx;
        if (to == null) {
            return;
        }
        if (full != null) {
            for (ByteBuf b = full.poll(); b != null; b = full.poll()) {
                to.write(b, to.voidPromise());
            }
            waiting = 0;
        }
        ByteBuf last = tail;
        tail = null;
        if (last == null) {
            to.flush();
        } else {
            to.write(last.retain(), to.voidPromise());
            to.flush();
            stash.give(last);
        }
    }

    /** Drops everything that was not flushed, and forgets the socket. */
    public void close() {
        ctx = null;
        if (full != null) {
            for (ByteBuf b = full.poll(); b != null; b = full.poll()) {
                b.release();
            }
            waiting = 0;
        }
        if (tail != null) {
            stash.forget(tail);
            tail.release();
            tail = null;
        }
    }

    private ByteBuf room() {
        ByteBuf t = tail;
        if (t == null) {
            t = tail = stash.take();
            flushes.add(this);
        } else if (t.maxWritableBytes() == 0) {
            seal();
            t = tail = stash.take();
        }
        return t;
    }

    private void seal() {
        if (tail != null && tail.isReadable()) {
            ByteBuf sealed = tail;
            tail = null;
            stash.forget(sealed);
            push(sealed);
        }
    }

    private void push(ByteBuf piece) {
        if (full == null) {
            full = new ArrayDeque<>();
        }
        full.add(piece);
        flushes.add(this);
        waiting += piece.readableBytes();
    }
}
