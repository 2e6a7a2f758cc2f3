package io.flotilla.proxy.memcached;

import io.netty.buffer.ByteBuf;

/** One client's meta commands. Lines begin at {@code start}, their text ends at {@code textEnd}, they end at {@code end}. */
final class MetaRequests {
    /** A hint for proxies, see memcached's protocol.txt. */
    private static final char IGNORED_FLAG = 'P';

    private final Forwarder forwarder;
    private final Values values;
    private final Words words;
    private Base64Key base64;

    MetaRequests(Forwarder forwarder, Values values, Words words) {
        this.forwarder = forwarder;
        this.values = values;
        this.words = words;
    }

    /** mg, md and ma. */
    boolean take(ByteBuf in, int start, int textEnd, int end) {
        int count = words.split(in, start, textEnd);
        boolean isGet = in.getByte(start + 1) == 'g';
        if (count < 2) {
            return forwarder.answer(in, end, count == Words.NUL ? Replies.BAD_FORMAT : Replies.ERROR);
        }
        if (words.length(1) > Values.KEY_LIMIT) {
            return forwarder.answer(in, end, Replies.BAD_FORMAT);
        }
        if (count >= Words.MOST) {
            return forwarder.answer(in, end, isGet ? Replies.FLAGS_ARE_TOO_LONG : Replies.FLAGS_TOO_LONG);
        }
        int quiet = quietFlag(in, 2, count);
        // With N, a miss leaves an item behind.
        boolean writes = !isGet || flag(in, 'N', 2, count) >= 0;
        int server = route(in, flag(in, 'b', 2, count) >= 0, writes);
        int silence = quiet < 0 ? Silence.NONE : hides(in.getByte(start + 1));
        if (server < 0) {
            return forwarder.unroutable(server, in, end, silence);
        }
        if (quiet >= 0) {
            words.blank(in, quiet);
        }
        return forwarder.forward(in, start, end, server, silence);
    }

    /** What a quiet command hides, by the second letter of its name. */
    private static int hides(byte letter) {
        return switch (letter) {
            case 'g' -> Silence.HIDE_EN;
            case 'a' -> Silence.HIDE_HD_VA;
            default -> Silence.HIDE_HD;
        };
    }

    /** ms. */
    boolean store(ByteBuf in, int start, int textEnd, int end) {
        int count = words.split(in, start, textEnd);
        if (count == 1) {
            return forwarder.answer(in, end, Replies.ERROR);
        }
        if (count < 3 || words.length(1) > Values.KEY_LIMIT) {
            return forwarder.answer(in, end, Replies.BAD_FORMAT);
        }
        if (count >= Words.MOST) {
            return forwarder.answer(in, end, Replies.FLAGS_TOO_LONG);
        }
        long length = words.number(in, 2, Values.MOST_BYTES);
        if (length < 0) {
            return forwarder.answer(in, end, Replies.BAD_FORMAT);
        }
        int quiet = quietFlag(in, 3, count);
        int server = route(in, flag(in, 'b', 3, count) >= 0, true);
        return values.take(in, start, end, length, server, quiet < 0 ? Silence.NONE : Silence.HIDE_HD, quiet, words);
    }

    /** me. */
    boolean debug(ByteBuf in, int start, int textEnd, int end) {
        int count = words.split(in, start, textEnd);
        if (count < 2 || words.length(1) > Values.KEY_LIMIT) {
            return forwarder.answer(in, end, Replies.BAD_FORMAT);
        }
        boolean encoded = count > 2 && words.length(2) == 1 && words.first(in, 2) == 'b';
        int server = route(in, encoded, false);
        return server < 0
                ? forwarder.unroutable(server, in, end, Silence.NONE)
                : forwarder.forward(in, start, end, server, Silence.NONE);
    }

    /**
     * The quiet flag from word {@code from} on, or -1. Two are an error that the server is to find without being quiet: they
     * become two of a flag that servers ignore.
     */
    private int quietFlag(ByteBuf in, int from, int count) {
        int quiet = flag(in, 'q', from, count);
        if (quiet < 0 || flag(in, 'q', quiet + 1, count) < 0) {
            return quiet;
        }
        for (int i = quiet; i >= 0; i = flag(in, 'q', i + 1, count)) {
            in.setByte(words.from(i), IGNORED_FLAG);
        }
        return -1;
    }

    /** The first flag from word {@code from} on that begins with this letter, or -1. */
    private int flag(ByteBuf in, char letter, int from, int count) {
        for (int i = from; i < count; i++) {
            if (words.first(in, i) == letter) {
                return i;
            }
        }
        return -1;
    }

    private int route(ByteBuf in, boolean encoded, boolean writes) {
        ByteBuf bytes = in;
        int key = words.from(1);
        int length = words.length(1);
        if (encoded) {
            if (base64 == null) {
                base64 = new Base64Key();
            }
            int decoded = base64.decode(in, key, length);
            if (decoded > 0) {
                bytes = base64.bytes();
                key = 0;
                length = decoded;
            }
        }
        if (writes) {
            forwarder.writes(bytes, key, length);
        }
        return forwarder.pool().route(bytes, key, length);
    }
}
