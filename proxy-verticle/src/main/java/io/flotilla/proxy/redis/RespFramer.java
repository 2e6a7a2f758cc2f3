package io.flotilla.proxy.redis;

import io.flotilla.proxy.route.MalformedReplyException;
import io.flotilla.proxy.route.ReplyFramer;
import io.netty.buffer.ByteBuf;

/**
 * Finds the end of a RESP2 or RESP3 reply. Nesting needs no stack: an aggregate adds its elements to the number of values
 * still to come, whichever level they belong to, so depth costs nothing. An attribute ({@code |}) adds its parts and itself,
 * since the value it describes is still to come.
 *
 * <p>Wire format: the RESP specification of Redis 7.
 */
final class RespFramer implements ReplyFramer {
    /** Digits of a length, leading zeros included. */
    private static final int MOST_DIGITS = 19;
    /** Far above what a server can have, and far below an overflow of what is added up. */
    private static final long LARGEST = 1L << 48;

    private enum Step {
        /** At the first byte of a value. */
        TYPE,
        /** In a line whose content does not matter, up to CR LF. */
        LINE,
        /** In the digits of a length. */
        LENGTH,
        /** In the bytes of a string, its CR LF included. */
        BODY
    }

    private Step step = Step.TYPE;
    private long values = 1;
    private byte type;
    private byte firstType;
    private boolean atStart = true;
    private long number;
    private boolean negative;
    private int digits;
    /** Whether the line under way has come to its CR, as far as its last byte says. */
    private boolean cr;

    private long body;

    @Override
    public boolean advance(ByteBuf in) {
        if (atStart) {
            begin(in.getByte(in.readerIndex()));
        }
        while (in.isReadable()) {
            boolean complete =
                    switch (step) {
                        case TYPE -> strings(in) || type(in);
                        case LINE -> line(in);
                        case LENGTH -> length(in);
                        case BODY -> body(in);
                    };
            if (complete && values == 0) {
                atStart = true;
                return true;
            }
        }
        return false;
    }

    private void begin(byte first) {
        atStart = false;
        firstType = first;
        values = 1;
        step = Step.TYPE;
    }

    /** Passes over whole strings; says whether they end the reply. Leaves at least one byte if they do not. */
    private boolean strings(ByteBuf in) {
        int at = in.readerIndex();
        int end = in.writerIndex();
        while (values > 0) {
            int next = BulkString.end(in, at, end);
            if (next < 0 || next == end && values > 1) {
                break;
            }
            at = next;
            values--;
        }
        in.readerIndex(at);
        return values == 0;
    }

    private boolean type(ByteBuf in) {
        type = in.readByte();
        cr = false;
        switch (type) {
            case '+', '-', ':', '_', ',', '#', '(' -> step = Step.LINE;
            case '$', '*', '=', '!', '%', '~', '>', '|' -> {
                step = Step.LENGTH;
                number = 0;
                negative = false;
                digits = 0;
            }
            default -> throw new MalformedReplyException("no reply begins with byte " + type);
        }
        return false;
    }

    private boolean line(ByteBuf in) {
        int from = in.readerIndex();
        int lf = in.indexOf(from, in.writerIndex(), (byte) '\n');
        if (lf < 0) {
            cr = in.getByte(in.writerIndex() - 1) == '\r';
            in.readerIndex(in.writerIndex());
            return false;
        }
        if (lf > from ? in.getByte(lf - 1) != '\r' : !cr) {
            throw new MalformedReplyException("a line that does not end in CR LF");
        }
        in.readerIndex(lf + 1);
        return valueEnds();
    }

    private boolean length(ByteBuf in) {
        while (in.isReadable()) {
            byte b = in.readByte();
            if (b >= '0' && b <= '9' && !cr) {
                number = number * 10 + (b - '0');
                if (++digits > MOST_DIGITS || number > LARGEST) {
                    throw new MalformedReplyException("a length out of range");
                }
            } else if (b == '\r' && digits > 0 && !cr) {
                cr = true;
            } else if (b == '\n' && cr) {
                return lengthEnds();
            } else if (b == '-' && digits == 0 && !negative) {
                negative = true;
            } else {
                throw new MalformedReplyException("byte " + b + " in a length");
            }
        }
        return false;
    }

    private boolean lengthEnds() {
        if (negative) {
            return valueEnds();
        }
        switch (type) {
            case '$', '=', '!' -> {
                body = number + 2;
                step = Step.BODY;
                return false;
            }
            case '%' -> values += 2 * number;
            case '|' -> values += 2 * number + 1;
            default -> values += number;
        }
        if (values > 4 * LARGEST) {
            throw new MalformedReplyException("too many elements");
        }
        return valueEnds();
    }

    private boolean body(ByteBuf in) {
        int n = (int) Math.min(body, in.readableBytes());
        in.skipBytes(n);
        body -= n;
        if (body > 0) {
            return false;
        }
        if (in.getByte(in.readerIndex() - 1) != '\n') {
            throw new MalformedReplyException("a string that does not end where it should");
        }
        return valueEnds();
    }

    private boolean valueEnds() {
        step = Step.TYPE;
        values--;
        return true;
    }

    @Override
    public boolean isError() {
        return firstType == '-' || firstType == '!';
    }

    /** Whether the reply under way, or the last one, is a push: it answers no request. */
    boolean isPush() {
        return firstType == '>';
    }

    @Override
    public void reset() {
        atStart = true;
        step = Step.TYPE;
        values = 1;
    }
}
