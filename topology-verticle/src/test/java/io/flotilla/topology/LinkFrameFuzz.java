package io.flotilla.topology;

import io.flotilla.testing.FuzzInput;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What may arrive over a link: the frames that a second reading of the whole finds, the same however it is cut, and at most one
 * complaint, after which nothing is read.
 */
public final class LinkFrameFuzz {
    private static final int LONGEST = 300;

    private LinkFrameFuzz() {}

    /** Jazzer's entry: a stream, as {@link FuzzInput} has it. */
    public static void fuzzerTestOneInput(byte[] data) {
        FuzzInput input = FuzzInput.of(data);
        String expected = expected(bytes(input.stream()));
        check(expected, read(List.of(input.stream())), "whole");
        check(expected, read(input.pieces()), "cut");
    }

    private static void check(String expected, String actual, String how) {
        if (!expected.equals(actual)) {
            throw new AssertionError("read " + how + ": " + actual + " instead of " + expected);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String read(List<String> pieces) {
        List<Object> seen = new ArrayList<>();
        Handler<Buffer> reader = LinkFrame.reader(() -> LONGEST, seen::add, nonsense -> seen.add("nonsense"));
        for (String piece : pieces) {
            reader.handle(Buffer.buffer(bytes(piece)));
        }
        return seen.toString();
    }

    private static String expected(byte[] all) {
        List<Object> frames = new ArrayList<>();
        int at = 0;
        while (all.length - at >= 4) {
            int length = Buffer.buffer(all).getInt(at);
            if (length < 1 || length > LONGEST) {
                frames.add("nonsense");
                break;
            }
            if (all.length - at - 4 < length) {
                break;
            }
            LinkFrame.Kind kind = kind((char) all[at + 4]);
            if (kind == null) {
                frames.add("nonsense");
                break;
            }
            frames.add(new LinkFrame(kind, new String(all, at + 5, length - 1, StandardCharsets.UTF_8)));
            at += 4 + length;
        }
        return frames.toString();
    }

    private static LinkFrame.Kind kind(char letter) {
        return switch (letter) {
            case 't' -> LinkFrame.Kind.TO;
            case 'm' -> LinkFrame.Kind.MESSAGE;
            case 'p' -> LinkFrame.Kind.PING;
            case 'e' -> LinkFrame.Kind.ECHO;
            default -> null;
        };
    }
}
