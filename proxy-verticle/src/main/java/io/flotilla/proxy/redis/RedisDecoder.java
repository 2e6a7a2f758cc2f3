package io.flotilla.proxy.redis;

import io.flotilla.config.LimitsConfig;
import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.client.RequestDecoder;
import io.netty.buffer.ByteBuf;

/**
 * Cuts RESP arrays and inline commands out of a client's bytes. A request that is not whole is not parsed again from its
 * beginning when more bytes come: the words found so far are kept. A word too large to be collected turns the request into a
 * stream, if it can be routed already; see {@link RedisStream}.
 *
 * <p>Wire format and limits: Redis 7, {@code networking.c}: at most 1024*1024 words, 512 MB a word, 64 KB an inline request.
 */
final class RedisDecoder implements RequestDecoder {
    private static final int MOST_WORDS = 1 << 20;
    private static final int LONGEST_WORD = 512 << 20;
    private static final int LONGEST_INLINE = 64 << 10;
    private static final int LONGEST_LENGTH_LINE = 32;
    private static final short CR_LF = '\r' << 8 | '\n';
    private static final int UNAUTHENTICATED_WORDS = 10;
    private static final int UNAUTHENTICATED_LENGTH = 16 << 10;
    /** No line end in sight yet. */
    private static final long INCOMPLETE = Long.MIN_VALUE;
    /** A line that is not a number. */
    private static final long INVALID = Long.MIN_VALUE + 1;

    private final ClientSession session;
    private final RedisClient client;
    private final RedisDispatcher dispatcher;
    private final LimitsConfig limits;
    private final Clients connected;
    private final Words words = new Words();
    /** Words of the request under way; 0 when none is. */
    private int expected;
    /** Bytes of the request under way that are parsed. */
    private int parsed;
    /** Bytes of an inline request in which there is no line end. */
    private int searched;
    /** Index behind the length line read last. */
    private int lineEnd;

    private RedisStream stream;

    RedisDecoder(ClientSession session, RedisClient client, RedisCodec codec) {
        this.session = session;
        this.client = client;
        this.dispatcher = new RedisDispatcher(session, client, codec);
        this.limits = session.pool().limits();
        this.connected = codec.shared().connected();
        connected.add(client, session, dispatcher.blocked());
    }

    @Override
    public boolean next(ByteBuf in) {
        if (stream != null) {
            return stream(in);
        }
        if (expected == 0 && !begin(in)) {
            return false;
        }
        return expected == 0 || words(in);
    }

    /** At the first byte of a request: an array's count, or a whole inline command. */
    private boolean begin(ByteBuf in) {
        int base = in.readerIndex();
        if (in.getByte(base) != '*') {
            return inline(in);
        }
        long count = number(in, base + 1);
        if (count == INCOMPLETE) {
            return tooLong(in, base, RedisErrors.BIG_COUNT);
        }
        if (count == INVALID || count > MOST_WORDS) {
            return lostFrame(in, RedisErrors.BAD_MULTIBULK);
        }
        if (count > UNAUTHENTICATED_WORDS && !client.isAuthenticated()) {
            return lostFrame(in, RedisErrors.UNAUTHENTICATED_MULTIBULK);
        }
        if (count <= 0) {
            client.skippedReply();
            in.readerIndex(lineEnd);
            return true;
        }
        words.clear();
        expected = (int) count;
        parsed = lineEnd - base;
        return true;
    }

    private boolean words(ByteBuf in) {
        int base = in.readerIndex();
        int end = in.writerIndex();
        int at = base + parsed;
        while (words.count() < expected) {
            if (at >= end) {
                parsed = at - base;
                return bounded(in);
            }
            int header = BulkString.header(in, at, end);
            if (header == BulkString.NONE && in.getByte(at) != '$') {
                return lostFrame(in, RedisErrors.expectedDollar(in.getByte(at)));
            }
            long length;
            if (header == BulkString.NONE) {
                length = number(in, at + 1);
            } else {
                length = header >>> 8;
                lineEnd = at + (header & 0xff);
            }
            if (length == INCOMPLETE) {
                parsed = at - base;
                return tooLong(in, at, RedisErrors.BIG_BULK_COUNT);
            }
            if (length < 0 || length > LONGEST_WORD) {
                return lostFrame(in, RedisErrors.BAD_BULK);
            }
            if (length > UNAUTHENTICATED_LENGTH && !client.isAuthenticated()) {
                return lostFrame(in, RedisErrors.UNAUTHENTICATED_BULK);
            }
            if (length + 2 > end - lineEnd) {
                parsed = at - base;
                return length > limits.streamThreshold() ? beginStream(in, (int) length) : bounded(in);
            }
            words.add(lineEnd - base, (int) length);
            at = lineEnd + (int) length + 2;
            // Servers that look at these bytes, and others that do not, must see the same requests.
            if (in.getShort(at - 2) != CR_LF) {
                return lostFrame(in, RedisErrors.BAD_BULK);
            }
        }
        parsed = at - base;
        words.at(in, base);
        if (parsed > limits.requestBytes() && !dispatcher.canStream(words)) {
            dispatcher.answer(RedisErrors.tooLarge(limits.requestBytes()));
        } else if (!dispatcher.dispatch(words, in, base, parsed)) {
            return false;
        }
        in.readerIndex(at);
        expected = 0;
        return true;
    }

    /** Half a request waits for the other half, unless that would be too much to wait for. */
    private boolean bounded(ByteBuf in) {
        return in.readableBytes() > limits.requestBytes() && streamOrSkip(in);
    }

    /** At a word too large to be collected. */
    private boolean beginStream(ByteBuf in, int length) {
        words.at(in, in.readerIndex());
        boolean tooMuch = (long) in.readableBytes() + length > limits.requestBytes();
        return (tooMuch || dispatcher.canStream(words)) && streamOrSkip(in);
    }

    /** A request that can be routed already goes on as it comes, however large it is; another one is refused. */
    private boolean streamOrSkip(ByteBuf in) {
        words.at(in, in.readerIndex());
        stream = dispatcher.canStream(words)
                ? dispatcher.stream(words, expected)
                : RedisStream.skip(dispatcher, words, expected, RedisErrors.tooLarge(limits.requestBytes()));
        return stream != null && enterStream(in);
    }

    /** What is parsed of the request goes out as it is; the stream takes over at the length line that follows. */
    private boolean enterStream(ByteBuf in) {
        stream.write(in, in.readerIndex(), parsed);
        in.skipBytes(parsed);
        expected = 0;
        return true;
    }

    private boolean stream(ByteBuf in) {
        boolean again = stream.next(in);
        if (stream.isLost()) {
            // The server never gets the rest: its connection is closed, which answers the request.
            stream.abandon();
            stream = null;
            return lostFrame(in, RedisErrors.BAD_BULK);
        }
        if (stream.isFinished()) {
            stream = null;
        }
        return again;
    }

    private boolean inline(ByteBuf in) {
        int base = in.readerIndex();
        int end = Math.min(in.writerIndex(), base + LONGEST_INLINE + 2);
        int lf = in.indexOf(base + searched, end, (byte) '\n');
        searched = lf < 0 ? end - base : 0;
        if (lf < 0) {
            return in.readableBytes() > LONGEST_INLINE && lostFrame(in, RedisErrors.BIG_INLINE);
        }
        ByteBuf array = InlineCommand.toArray(in, base, lf, words);
        if (array == null) {
            return lostFrame(in, RedisErrors.UNBALANCED_QUOTES);
        }
        try {
            words.at(array, 0);
            if (lf - base > limits.requestBytes()) {
                dispatcher.answer(RedisErrors.tooLarge(limits.requestBytes()));
            } else if (words.count() == 0) {
                client.skippedReply();
            } else if (!dispatcher.dispatch(words, array, 0, array.readableBytes())) {
                return false;
            }
        } finally {
            array.release();
        }
        in.readerIndex(lf + 1);
        return true;
    }

    private boolean tooLong(ByteBuf in, int lineStart, byte[] error) {
        return in.writerIndex() - lineStart > LONGEST_LENGTH_LINE && lostFrame(in, error);
    }

    /** Nothing that follows can be understood: says why and closes. */
    private boolean lostFrame(ByteBuf in, byte[] error) {
        dispatcher.answer(error);
        in.readerIndex(in.writerIndex());
        expected = 0;
        session.closeAfterReplies();
        return false;
    }

    /**
     * Reads a decimal number up to CR LF and leaves {@link #lineEnd} behind it. As for Redis, which closes the connection that
     * others share, there is one way to write a number: no zero first but that of 0, which has no sign.
     */
    private long number(ByteBuf in, int at) {
        int end = in.writerIndex();
        boolean negative = at < end && in.getByte(at) == '-';
        int from = negative ? at + 1 : at;
        long n = 0;
        for (int i = from; i < end; i++) {
            int digit = in.getByte(i) - '0';
            if (digit < 0 || digit > 9) {
                boolean ends = digit == '\r' - '0' && i > from && !(negative && n == 0);
                return ends ? endOfNumber(in, i, negative ? -n : n) : INVALID;
            }
            if (i - from > 10 || i > from && in.getByte(from) == '0') {
                return INVALID;
            }
            n = n * 10 + digit;
        }
        return INCOMPLETE;
    }

    private long endOfNumber(ByteBuf in, int cr, long n) {
        if (cr + 1 >= in.writerIndex()) {
            return INCOMPLETE;
        }
        lineEnd = cr + 2;
        return in.getByte(cr + 1) == '\n' ? n : INVALID;
    }

    @Override
    public boolean isWaiting() {
        return dispatcher.isWaiting();
    }

    @Override
    public boolean isUploading() {
        return stream != null && stream.isUpload();
    }

    @Override
    public void close() {
        if (stream != null) {
            stream.abandon();
        }
        dispatcher.close();
        connected.remove(client);
    }
}
