package io.flotilla.proxy.route;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a framer finds in a server's bytes, cut somehow. Strings stand for bytes one to one (ISO-8859-1).
 *
 * @param replies the whole replies, in order; those that are errors of the protocol begin with {@code "error: "}
 * @param rest the beginning of one more; empty if the bytes are malformed
 * @param malformed why no further reply can be found; {@code null} if one can
 */
public record Framing(List<String> replies, String rest, String malformed) {
    private static final Charset BYTES = StandardCharsets.ISO_8859_1;

    /** Gives these pieces to a framer, one after the other. */
    public static Framing of(ReplyFramer framer, List<String> pieces) {
        List<String> found = new ArrayList<>();
        StringBuilder reply = new StringBuilder();
        try {
            for (String piece : pieces) {
                ByteBuf in = Unpooled.wrappedBuffer(piece.getBytes(BYTES));
                while (in.isReadable()) {
                    advance(framer, in, reply, found);
                }
            }
        } catch (MalformedReplyException e) {
            return new Framing(found, "", e.getMessage());
        }
        return new Framing(found, reply.toString(), null);
    }

    private static void advance(ReplyFramer framer, ByteBuf in, StringBuilder reply, List<String> found) {
        int start = in.readerIndex();
        boolean last = framer.advance(in);
        int length = in.readerIndex() - start;
        if (length <= 0) {
            throw new AssertionError("no progress at byte " + start + " of <" + in.toString(0, start, BYTES) + ">");
        }
        reply.append(in.toString(start, length, BYTES));
        if (last) {
            found.add((framer.isError() ? "error: " : "") + reply);
            reply.setLength(0);
        } else if (in.isReadable()) {
            throw new AssertionError("stopped amid a reply at byte " + in.readerIndex());
        }
    }

    /** As above, the bytes cut at these places. */
    public static Framing of(ReplyFramer framer, String stream, int... cuts) {
        List<String> pieces = new ArrayList<>();
        int from = 0;
        for (int cut : cuts) {
            pieces.add(stream.substring(from, cut));
            from = cut;
        }
        pieces.add(stream.substring(from));
        return of(framer, pieces);
    }

    /** As above, byte by byte. */
    public static Framing byteByByte(ReplyFramer framer, String stream) {
        return of(framer, stream.chars().mapToObj(Character::toString).toList());
    }

    /** Nothing but whole replies was found; without the mark of errors. */
    public List<String> whole() {
        if (malformed != null) {
            throw new MalformedReplyException(malformed);
        }
        if (!rest.isEmpty()) {
            throw new AssertionError("half a reply: <" + rest + ">");
        }
        return replies.stream().map(r -> r.replaceFirst("^error: ", "")).toList();
    }
}
