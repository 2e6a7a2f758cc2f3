package io.flotilla.proxy.memcached;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.client.RequestDecoder;
import io.flotilla.proxy.client.Users;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * Cuts requests out of one client's bytes. What the proxy must know it reads itself: the command, its keys, the length of a
 * value, {@code noreply}. Everything else about a line is left to the server to judge, so that a client gets memcached's own
 * answer to it. The exceptions are lines after which server and proxy might disagree on where the next request begins.
 */
final class MemcachedDecoder implements RequestDecoder {
    /** The longest line that is no get, as in memcached. */
    static final int LINE_LIMIT = 2048;

    private static final int BINARY_MAGIC = 0x80;
    private static final byte[] METADUMP = "metadump".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final byte[] MGDUMP = "mgdump".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final byte[] DUMP_REFUSED =
            Replies.line("CLIENT_ERROR the proxy refuses this: it lists a single server; connect to that server");
    private static final byte[] NOREPLY = "noreply".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final byte[] HTTP = "HTTP/".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final ByteBuf VERSION = Replies.shared(Replies.line("version"));

    private final Forwarder forwarder;
    private final Words words = new Words();
    private final Values values;
    private final MetaRequests meta;
    private final Admission admission;
    private int scanned;
    /** Whether the client speaks the text protocol and is let in. */
    private boolean begun;

    MemcachedDecoder(ClientSession session, Users users) {
        this.admission = new Admission(session, users);
        this.forwarder = new Forwarder(session);
        this.values = new Values(forwarder);
        this.meta = new MetaRequests(forwarder, values, words);
    }

    @Override
    public boolean next(ByteBuf in) {
        if (values.isUnderWay()) {
            return values.goOn(in);
        }
        if (in.readableBytes() < values.awaited()) {
            return false;
        }
        int start = in.readerIndex();
        if (!begun) {
            if (admission.isBetweenRequests() && in.getUnsignedByte(start) == BINARY_MAGIC) {
                return BinaryRefusal.answer(in, forwarder.session());
            }
            if (!admission.isOver()) {
                return admission.next(in);
            }
            begun = true;
        }
        int newline = in.indexOf(start + scanned, in.writerIndex(), (byte) '\n');
        if (newline < 0) {
            return lineGoesOn(in, start);
        }
        scanned = 0;
        boolean endsInCr = newline - start > 1 && in.getByte(newline - 1) == '\r';
        return take(in, Words.skipSpaces(in, start, newline), endsInCr ? newline - 1 : newline, newline + 1);
    }

    @Override
    public boolean isUploading() {
        return values.isUploading();
    }

    @Override
    public void close() {
        values.close();
    }

    private boolean lineGoesOn(ByteBuf in, int start) {
        scanned = in.readableBytes();
        if (scanned > LINE_LIMIT
                && (!isGet(in, start) || scanned > forwarder.pool().limits().requestBytes())) {
            return tooLong(in);
        }
        return false;
    }

    /** Without the end of the line nobody can tell where the next request begins; with it, all the same. */
    private boolean tooLong(ByteBuf in) {
        forwarder.answer(in, in.writerIndex(), Replies.LINE_TOO_LONG);
        forwarder.session().closeAfterReplies();
        return false;
    }

    private static boolean isGet(ByteBuf in, int start) {
        int at = Words.skipSpaces(in, start, start + 100);
        return in.getMedium(at) == ('g' << 16 | 'e' << 8 | 't')
                && (in.getByte(at + 3) == ' ' || in.getByte(at + 3) == 's' && in.getByte(at + 4) == ' ');
    }

    /**
     * Takes a whole line.
     *
     * @param start where its first word begins
     * @param textEnd behind its last character
     * @param end behind its newline
     */
    private boolean take(ByteBuf in, int start, int textEnd, int end) {
        int nameEnd = Words.wordEnd(in, start, textEnd);
        Command command = nameEnd <= start ? null : command(in, start, nameEnd - start);
        if (command == null) {
            return isHttp(in, start, textEnd) ? quit(in, end) : forwarder.answer(in, end, Replies.ERROR);
        }
        if (end - start > LINE_LIMIT && !isGet(in, start)) {
            return forwarder.answer(in, end, Replies.BAD_FORMAT);
        }
        if (end - start > forwarder.pool().limits().requestBytes()) {
            return tooLong(in);
        }
        forwarder.writes(null, 0, 0);
        return switch (command.shape()) {
            case GET -> get(in, start, nameEnd, textEnd, end);
            case STORE, STORE_CAS -> store(in, start, textEnd, end, command);
            case META -> meta.take(in, start, textEnd, end);
            case META_STORE -> meta.store(in, start, textEnd, end);
            case META_DEBUG -> meta.debug(in, start, textEnd, end);
            case META_NOOP -> forwarder.answer(in, end, Replies.NOOP);
            case KEYED -> keyed(in, start, textEnd, end, command);
            case GET_AND_TOUCH -> getAndTouch(in, start, nameEnd, textEnd, end);
            case FLUSH, LINE, CRAWLER -> toAll(in, start, textEnd, end, command);
            case STATS -> PoolStats.begin(forwarder, in, start, nameEnd, textEnd, end);
            case VERSION -> version(in, end);
            case QUIT -> quit(in, end);
            case REFUSED -> forwarder.answer(in, end, refusal(command));
        };
    }

    /**
     * Whether a line ends with a word such as {@code HTTP/1.1}. A browser that was talked into this port must not get on to
     * the lines that somebody else has written for it; memcached hangs up as well.
     */
    private static boolean isHttp(ByteBuf in, int start, int textEnd) {
        int wordEnd = textEnd;
        while (wordEnd > start && in.getByte(wordEnd - 1) == ' ') {
            wordEnd--;
        }
        int word = wordEnd;
        while (word > start && in.getByte(word - 1) != ' ') {
            word--;
        }
        return word > start
                && wordEnd - word >= HTTP.length
                && ByteBufUtil.equals(in, word, Unpooled.wrappedBuffer(HTTP), 0, HTTP.length);
    }

    private static Command command(ByteBuf in, int start, int length) {
        int n = Math.min(8, length);
        long head = 0;
        if (start + 8 <= in.writerIndex()) {
            head = in.getLong(start) >>> 64 - 8 * n;
        } else {
            for (int i = 0; i < n; i++) {
                head = head << 8 | in.getUnsignedByte(start + i);
            }
        }
        return CommandTable.find(head, in, start, length);
    }

    // ---- reading ------------------------------------------------------------------------------------------------

    private boolean get(ByteBuf in, int start, int nameEnd, int textEnd, int end) {
        int key = Words.skipSpaces(in, nameEnd, textEnd);
        if (key == textEnd) {
            return forwarder.answer(in, end, Replies.ERROR);
        }
        return keys(in, start, nameEnd, key, textEnd, end);
    }

    private boolean getAndTouch(ByteBuf in, int start, int nameEnd, int textEnd, int end) {
        int exptime = Words.skipSpaces(in, nameEnd, textEnd);
        int exptimeEnd = Words.wordEnd(in, exptime, textEnd);
        if (exptime == textEnd) {
            return forwarder.answer(in, end, Replies.ERROR);
        }
        if (exptimeEnd < 0 || !Words.isInt(in, exptime, exptimeEnd)) {
            return forwarder.answer(in, end, Replies.BAD_EXPTIME);
        }
        int key = Words.skipSpaces(in, exptimeEnd, textEnd);
        return key == textEnd ? forwarder.answer(in, end, Replies.END) : keys(in, start, exptimeEnd, key, textEnd, end);
    }

    /** A request for the keys that begin at {@code key}; {@code start} to {@code prefixEnd} is what stands before them. */
    private boolean keys(ByteBuf in, int start, int prefixEnd, int key, int textEnd, int end) {
        int keyEnd = Words.wordEnd(in, key, textEnd);
        if (keyEnd < 0 || keyEnd - key > Values.KEY_LIMIT) {
            return forwarder.answer(in, end, Replies.BAD_FORMAT);
        }
        return Words.skipSpaces(in, keyEnd, textEnd) == textEnd
                ? forwarder.forward(in, start, end, key, keyEnd - key, Silence.NONE)
                : MultiGet.begin(forwarder, in, start, prefixEnd, key, textEnd, end);
    }

    // ---- writing ------------------------------------------------------------------------------------------------

    private boolean store(ByteBuf in, int start, int textEnd, int end, Command command) {
        int count = words.split(in, start, textEnd);
        if (count == Words.NUL) {
            return forwarder.answer(in, end, Replies.BAD_FORMAT);
        }
        if (count < command.minWords() || count > command.maxWords()) {
            return forwarder.answer(in, end, Replies.ERROR);
        }
        int silence = words.is(in, count - 1, NOREPLY) ? Silence.ALL : Silence.NONE;
        long length = words.number(in, 4, Values.MOST_BYTES);
        boolean valid = length >= 0
                && words.length(1) <= Values.KEY_LIMIT
                && words.number(in, 2, 0xffff_ffffL) >= 0
                && words.isInt(in, 3)
                && (command.minWords() == 5 || words.isUnsignedLong(in, 5));
        if (!valid) {
            return forwarder.answer(in, end, Replies.BAD_FORMAT, silence);
        }
        int key = words.from(1);
        int server = forwarder.pool().route(in, key, words.length(1));
        forwarder.writes(in, key, words.length(1));
        return values.take(in, start, end, length, server, silence, silence == Silence.ALL ? count - 1 : -1, words);
    }

    private boolean keyed(ByteBuf in, int start, int textEnd, int end, Command command) {
        int count = words.split(in, start, textEnd);
        if (count == Words.NUL) {
            return forwarder.answer(in, end, Replies.BAD_FORMAT);
        }
        if (count < command.minWords() || count > command.maxWords()) {
            return forwarder.answer(in, end, Replies.ERROR);
        }
        int silence = count > 2 && words.is(in, count - 1, NOREPLY) ? Silence.ALL : Silence.NONE;
        if (silence == Silence.ALL && count > 3 && words.is(in, count - 2, NOREPLY)) {
            // Wrong anyway, and without its last word it would silence the server.
            return forwarder.drop(in, end);
        }
        int server = forwarder.pool().route(in, words.from(1), words.length(1));
        if (server < 0) {
            return forwarder.unroutable(server, in, end, silence);
        }
        if (silence == Silence.ALL) {
            words.blank(in, count - 1);
        }
        forwarder.writes(in, words.from(1), words.length(1));
        return forwarder.forward(in, start, end, server, silence);
    }

    // ---- the rest -----------------------------------------------------------------------------------------------

    private boolean toAll(ByteBuf in, int start, int textEnd, int end, Command command) {
        int count = words.split(in, start, textEnd);
        if (count < command.minWords() || count > command.maxWords()) {
            return forwarder.answer(in, end, Replies.ERROR);
        }
        if (command.shape() == Command.Shape.CRAWLER && isDump(in, count)) {
            return forwarder.answer(in, end, DUMP_REFUSED);
        }
        if (command.shape() == Command.Shape.FLUSH) {
            forwarder.pool().flushed();
        }
        boolean noreply = count > 1 && words.is(in, count - 1, NOREPLY);
        if (noreply && count > 2 && words.is(in, count - 2, NOREPLY)) {
            return forwarder.drop(in, end);
        }
        int noreplyAt = noreply ? words.from(count - 1) : textEnd;
        return Broadcast.begin(forwarder, in, start, noreplyAt, end, noreply ? Silence.ALL : Silence.NONE);
    }

    private boolean isDump(ByteBuf in, int count) {
        return count > 1 && (words.is(in, 1, METADUMP) || words.is(in, 1, MGDUMP));
    }

    private boolean version(ByteBuf in, int end) {
        int server = Broadcast.anyServer(forwarder);
        if (server < 0) {
            return forwarder.unroutable(server, in, end, Silence.NONE);
        }
        forwarder.dispatch(VERSION, 0, VERSION.readableBytes(), server, Silence.NONE);
        return forwarder.drop(in, end);
    }

    private boolean quit(ByteBuf in, int end) {
        in.readerIndex(end);
        forwarder.session().closeAfterReplies();
        return false;
    }

    private static byte[] refusal(Command command) {
        return Replies.line("CLIENT_ERROR the proxy refuses " + command.name() + ": " + command.note());
    }
}
