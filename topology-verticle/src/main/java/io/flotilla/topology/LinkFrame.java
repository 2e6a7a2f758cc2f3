package io.flotilla.topology;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.parsetools.RecordParser;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * What goes over a link, one after the other: a length of four bytes, most significant first, then so many bytes of UTF-8, of
 * which the first is the {@link Kind}.
 */
record LinkFrame(LinkFrame.Kind kind, String text) {
    /** Of any frame but a {@link Kind#MESSAGE}, in bytes. */
    static final int SHORT = 256;

    /** In bytes. The state of a fleet with thousands of servers out is below one megabyte. */
    static final int LONGEST = 16 << 20;

    /** What a frame says. */
    enum Kind {
        /** From who has dialled, first of all: whom it means to reach. */
        TO('t'),
        /** A sealed {@link Message} as JSON. */
        MESSAGE('m'),
        /** Asks whether anybody is there; a text that this link has not asked with before. */
        PING('p'),
        /** The answer to a {@link #PING}, from who has accepted: the proof that belongs to that text. */
        ECHO('e');

        private final byte letter;

        Kind(char letter) {
            this.letter = (byte) letter;
        }

        private static Kind of(byte letter) {
            for (Kind kind : values()) {
                if (kind.letter == letter) {
                    return kind;
                }
            }
            return null;
        }
    }

    Buffer encode() {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Buffer.buffer(5 + bytes.length)
                .appendInt(1 + bytes.length)
                .appendByte(kind.letter)
                .appendBytes(bytes);
    }

    /**
     * Reads frames, however their bytes are cut.
     *
     * @param longest how long the next frame may be, in bytes without the length; {@link #LONGEST} at most
     * @param onFrame told of each
     * @param onNonsense told what is wrong with bytes that are no frame; what follows them is not read
     * @return what to give the bytes to
     */
    static Handler<Buffer> reader(IntSupplier longest, Consumer<LinkFrame> onFrame, Consumer<String> onNonsense) {
        RecordParser parser = RecordParser.newFixed(4);
        return parser.handler(new Reader(parser, longest, onFrame, onNonsense));
    }

    private static final class Reader implements Handler<Buffer> {
        private final RecordParser parser;
        private final IntSupplier longest;
        private final Consumer<LinkFrame> onFrame;
        private final Consumer<String> onNonsense;
        private boolean lengthIsNext = true;
        private boolean ended;

        Reader(RecordParser parser, IntSupplier longest, Consumer<LinkFrame> onFrame, Consumer<String> onNonsense) {
            this.parser = parser;
            this.longest = longest;
            this.onFrame = onFrame;
            this.onNonsense = onNonsense;
        }

        @Override
        public void handle(Buffer bytes) {
            if (ended) {
                return;
            }
            if (lengthIsNext) {
                takeLength(bytes.getInt(0));
            } else {
                takeBody(bytes);
            }
        }

        private void takeLength(int length) {
            if (length < 1 || length > longest.getAsInt()) {
                end("a frame of " + length + " bytes");
                return;
            }
            lengthIsNext = false;
            parser.fixedSizeMode(length);
        }

        private void takeBody(Buffer bytes) {
            Kind kind = Kind.of(bytes.getByte(0));
            if (kind == null) {
                end("a frame of an unknown kind");
                return;
            }
            lengthIsNext = true;
            parser.fixedSizeMode(4);
            onFrame.accept(new LinkFrame(kind, bytes.getString(1, bytes.length())));
        }

        private void end(String what) {
            ended = true;
            onNonsense.accept(what);
        }
    }
}
