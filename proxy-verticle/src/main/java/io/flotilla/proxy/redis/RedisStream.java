package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.Upload;
import io.netty.buffer.ByteBuf;

/** The rest of a request that passes through without being collected: to a server, or nowhere when it is refused. */
final class RedisStream {
    private static final int LONGEST_LENGTH_LINE = 32;

    private final RedisDispatcher dispatcher;
    private final Upload upload;
    private final byte[] refusal;
    /** Words whose bytes have not all passed. */
    private int words;
    /** Bytes of the word under way that have not passed, its CR LF included. */
    private long body;

    private boolean lost;

    private RedisStream(RedisDispatcher dispatcher, Upload upload, byte[] refusal, int words) {
        this.dispatcher = dispatcher;
        this.upload = upload;
        this.refusal = refusal;
        this.words = words;
    }

    /** Passes everything from the next word's length line on to a server. */
    static RedisStream to(Upload upload, Words found, int expected) {
        return new RedisStream(null, upload, null, expected - found.count());
    }

    /** Skips the rest of a request that cannot be served, then answers this error. */
    static RedisStream skip(RedisDispatcher dispatcher, Words found, int expected, byte[] refusal) {
        return new RedisStream(dispatcher, null, refusal, expected - found.count());
    }

    /** Takes what it can of the input. */
    boolean next(ByteBuf in) {
        if (body == 0) {
            return lengthLine(in);
        }
        if (body > 2) {
            int n = (int) Math.min(body - 2, in.readableBytes());
            write(in, in.readerIndex(), n);
            in.skipBytes(n);
            body -= n;
            return true;
        }
        lost = in.getByte(in.readerIndex()) != (body == 2 ? '\r' : '\n');
        if (lost) {
            return false;
        }
        write(in, in.readerIndex(), 1);
        in.skipBytes(1);
        body--;
        if (body == 0 && --words == 0) {
            finish();
        }
        return true;
    }

    private boolean lengthLine(ByteBuf in) {
        int base = in.readerIndex();
        int lf = in.indexOf(base, Math.min(in.writerIndex(), base + LONGEST_LENGTH_LINE), (byte) '\n');
        if (lf < 0) {
            lost = in.readableBytes() >= LONGEST_LENGTH_LINE;
            return false;
        }
        long length = 0;
        lost = in.getByte(base) != '$' || lf - base < 3 || lf - base > 12 || in.getByte(lf - 1) != '\r';
        // Redis takes no length with a zero first.
        lost |= lf - base > 3 && in.getByte(base + 1) == '0';
        for (int i = base + 1; i < lf - 1 && !lost; i++) {
            int digit = in.getByte(i) - '0';
            lost = digit < 0 || digit > 9;
            length = length * 10 + digit;
        }
        if (lost || length > 512 << 20) {
            lost = true;
            return false;
        }
        write(in, base, lf + 1 - base);
        in.readerIndex(lf + 1);
        body = length + 2;
        return true;
    }

    /** Passes bytes on. */
    void write(ByteBuf bytes, int start, int length) {
        if (upload != null) {
            upload.write(bytes, start, length);
        }
    }

    private void finish() {
        if (upload != null) {
            upload.finish();
        } else {
            dispatcher.answer(refusal);
        }
    }

    boolean isFinished() {
        return words == 0;
    }

    /** Whether the bytes made no sense: nothing that follows can be understood. */
    boolean isLost() {
        return lost;
    }

    /** Whether a server gets it. */
    boolean isUpload() {
        return upload != null;
    }

    void abandon() {
        if (upload != null) {
            upload.abandon();
        }
    }
}
