package io.flotilla.proxy.memcached;

import io.flotilla.proxy.route.MalformedReplyException;
import io.flotilla.proxy.route.ReplyFramer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Finds the ends of memcached's replies. A reply is one line; or {@code VA <size>} and a value; or a list of lines that begin
 * with VALUE (each followed by a value), STAT, ITEM or PREFIX, closed by END or an error.
 */
final class MemcachedReplyFramer implements ReplyFramer {
    /** The longest line of a sane server. */
    private static final int LINE_LIMIT = 64 << 10;
    /** As much of a line as decides what it is: longer than any VALUE line. */
    private static final int REMEMBERED = 512;

    private static final int LINE_END = 2;
    private static final int END_LINE = 5;

    private static final long VALUE = packed("VALUE ");
    private static final long STAT = packed("STAT ");
    private static final long ITEM = packed("ITEM ");
    private static final long PREFIX = packed("PREFIX ");
    private static final long VA = packed("VA ");
    private static final long END = packed("END");
    private static final long END_CR = packed("END\r");
    private static final long ERROR = packed("ERROR");
    private static final long CLIENT_ERROR = packed("CLIENT_E");
    private static final long SERVER_ERROR = packed("SERVER_E");

    /** The beginning of a line that was cut; allocated when first needed. */
    private ByteBuf cut;
    /** Bytes of the line under way in earlier buffers. */
    private int before;
    /** Bytes of a value and its line end still to come. */
    private long skip;
    /** Whether the reply under way is a list. */
    private boolean list;

    private boolean error;

    @Override
    public boolean advance(ByteBuf in) {
        while (in.isReadable()) {
            boolean over = skip > 0 ? skip(in) : line(in);
            if (over) {
                list = false;
                return true;
            }
        }
        return false;
    }

    /** Passes over bytes of a value; says whether they end the reply. */
    private boolean skip(ByteBuf in) {
        int n = (int) Math.min(skip, in.readableBytes());
        in.skipBytes(n);
        skip -= n;
        if (skip == 0 && in.getByte(in.readerIndex() - 1) != '\n') {
            throw new MalformedReplyException("a value that does not end where it should");
        }
        return skip == 0 && !list;
    }

    /** Passes over a line or a part of one; says whether it ends the reply. */
    private boolean line(ByteBuf in) {
        int start = in.readerIndex();
        if (before == 0) {
            long value = ValueLine.read(in, start, in.writerIndex());
            if (value != ValueLine.NONE) {
                list = true;
                error = false;
                skip = (long) ValueLine.bytes(value) + LINE_END;
                in.readerIndex(ValueLine.end(value));
                return false;
            }
        }
        if (before == 0 && list && isEnd(in, start)) {
            error = false;
            in.skipBytes(END_LINE);
            return true;
        }
        int newline = in.indexOf(start, in.writerIndex(), (byte) '\n');
        if (newline < 0) {
            remember(in, start, in.writerIndex());
            in.readerIndex(in.writerIndex());
            return false;
        }
        in.readerIndex(newline + 1);
        if (before == 0) {
            bound(newline - start);
            return judge(in, start, newline);
        }
        remember(in, start, newline);
        before = 0;
        return judge(cut, 0, cut.writerIndex());
    }

    /** Whether here stands the end of a list, its line end included. */
    private static boolean isEnd(ByteBuf in, int start) {
        return in.writerIndex() - start >= END_LINE
                && in.getInt(start) == (int) (END_CR >>> 32)
                && in.getByte(start + END_LINE - 1) == '\n';
    }

    private void remember(ByteBuf in, int start, int end) {
        if (cut == null) {
            cut = Unpooled.buffer(REMEMBERED);
        }
        if (before == 0) {
            if (!isWordOrNumber(in.getByte(start))) {
                throw new MalformedReplyException("a line that is no reply");
            }
            cut.clear();
        }
        before += end - start;
        bound(before);
        cut.writeBytes(in, start, Math.min(end - start, cut.capacity() - cut.writerIndex()));
    }

    private static void bound(int lineLength) {
        if (lineLength > LINE_LIMIT) {
            throw new MalformedReplyException("a line without end");
        }
    }

    /** Judges a line without its newline, or what is remembered of it; says whether it ends the reply. */
    private boolean judge(ByteBuf in, int start, int end) {
        long head = head(in, start, end);
        error = false;
        if (begins(head, VALUE, 6)) {
            list = true;
            skip = number(in, start, end, 3) + LINE_END;
            return false;
        }
        if (head == END && end - start == 3 || head == END_CR && end - start == 4) {
            return true;
        }
        if (begins(head, VA, 3)) {
            skip = number(in, start, end, 1) + LINE_END;
            return false;
        }
        if (begins(head, STAT, 5) || begins(head, ITEM, 5) || begins(head, PREFIX, 7)) {
            list = true;
            return false;
        }
        error = begins(head, ERROR, 5) || head == CLIENT_ERROR || head == SERVER_ERROR;
        int first = (int) (head >>> 56);
        if (!error && (list || !isWordOrNumber(first))) {
            throw new MalformedReplyException("a line that is no reply");
        }
        return true;
    }

    private static boolean isWordOrNumber(int first) {
        return first >= 'A' && first <= 'Z' || first >= '0' && first <= '9';
    }

    /** The first eight bytes, the first in the highest bits, zero behind the end. */
    private static long head(ByteBuf in, int start, int end) {
        if (end - start >= 8) {
            return in.getLong(start);
        }
        long head = 0;
        for (int i = start; i < end; i++) {
            head |= (in.getByte(i) & 0xffL) << 56 - 8 * (i - start);
        }
        return head;
    }

    private static boolean begins(long head, long word, int length) {
        return (head ^ word) >>> 64 - 8 * length == 0;
    }

    private static long packed(String text) {
        long packed = 0;
        for (int i = 0; i < 8; i++) {
            packed = packed << 8 | (i < text.length() ? text.charAt(i) : 0);
        }
        return packed;
    }

    /** The number that is the word with this index. */
    private static long number(ByteBuf in, int start, int end, int word) {
        if (end - start >= REMEMBERED) {
            throw new MalformedReplyException("a value with too long a line");
        }
        int at = start;
        for (int i = 0; i < word; i++) {
            at = in.indexOf(at, end, (byte) ' ') + 1;
            if (at == 0) {
                throw new MalformedReplyException("a value without a length");
            }
        }
        long value = 0;
        int digits = 0;
        for (; at < end; at++, digits++) {
            int digit = in.getByte(at) - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            value = value * 10 + digit;
            if (value > Integer.MAX_VALUE) {
                throw new MalformedReplyException("a value of an absurd length");
            }
        }
        if (digits == 0 || (at < end && in.getByte(at) != ' ' && in.getByte(at) != '\r')) {
            throw new MalformedReplyException("a value without a length");
        }
        return value;
    }

    @Override
    public boolean isError() {
        return error;
    }

    @Override
    public void reset() {
        before = 0;
        skip = 0;
        list = false;
        error = false;
    }
}
