package io.flotilla.proxy.memcached;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.client.Users;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/**
 * Lets one client in, as memcached with {@code -Y} does: it must first send a {@code set} whose value is
 * {@code <user> <password>}. Key, flags, expiry and {@code noreply} of that set mean nothing. Everything else is refused.
 *
 * <p>Source: memcached 1.6, {@code proto_text.c}, {@code try_read_command_asciiauth}.
 */
final class Admission {
    /** A longer value holds no user: it is passed over instead of being collected. */
    private static final int LONGEST_TOKEN = 2048;

    private static final int FEWEST_WORDS = 5;
    private static final int LINE_END = 2;
    private static final byte[] SET = Replies.ascii("set");

    private final ClientSession session;
    private final Users users;
    private final Words words = new Words();
    /** Bytes of the value and its line end that are still to come, after the line of a set. */
    private long awaited;

    private boolean tooLong;
    private boolean over;

    Admission(ClientSession session, Users users) {
        this.session = session;
        this.users = users;
        this.over = users.isEmpty();
    }

    /** Whether the client may do what it likes. */
    boolean isOver() {
        return over;
    }

    /** Whether the next byte begins a request. */
    boolean isBetweenRequests() {
        return awaited == 0;
    }

    /** See {@link io.flotilla.proxy.client.RequestDecoder#next}. */
    boolean next(ByteBuf in) {
        return awaited == 0 ? line(in) : value(in);
    }

    private boolean line(ByteBuf in) {
        int start = in.readerIndex();
        int newline = in.indexOf(start, in.writerIndex(), (byte) '\n');
        if (newline < 0) {
            if (in.readableBytes() > MemcachedDecoder.LINE_LIMIT) {
                in.readerIndex(in.writerIndex());
                session.reply(Replies.LINE_TOO_LONG);
                session.closeAfterReplies();
            }
            return false;
        }
        in.readerIndex(newline + 1);
        boolean endsInCr = newline > start && in.getByte(newline - 1) == '\r';
        int count = words.split(in, start, endsInCr ? newline - 1 : newline);
        long length = count < FEWEST_WORDS || !words.is(in, 0, SET) ? -1 : words.number(in, 4, 0xffff_ffffL);
        if (length < 0) {
            session.reply(Replies.UNAUTHENTICATED);
        } else {
            awaited = length + LINE_END;
            tooLong = length > LONGEST_TOKEN;
        }
        return true;
    }

    private boolean value(ByteBuf in) {
        if (tooLong) {
            int n = (int) Math.min(awaited, in.readableBytes());
            in.skipBytes(n);
            awaited -= n;
            if (awaited == 0) {
                session.reply(Replies.BAD_TOKEN);
            }
            return true;
        }
        if (in.readableBytes() < awaited) {
            return false;
        }
        int start = in.readerIndex();
        int end = start + (int) awaited - LINE_END;
        in.readerIndex(end + LINE_END);
        awaited = 0;
        boolean terminated = in.getByte(end) == '\r' && in.getByte(end + 1) == '\n';
        session.reply(terminated ? judge(in, start, end) : Replies.BAD_TERMINATION);
        return true;
    }

    private byte[] judge(ByteBuf in, int start, int end) {
        if (words.split(in, start, end) < 2) {
            return Replies.BAD_TOKEN;
        }
        String name = in.toString(words.from(0), words.length(0), StandardCharsets.ISO_8859_1);
        over = users.admits(name, ByteBufUtil.getBytes(in, words.from(1), words.length(1)));
        if (!over) {
            session.pool().counters().authFailed++;
        }
        return over ? Replies.STORED : Replies.AUTHENTICATION_FAILURE;
    }
}
