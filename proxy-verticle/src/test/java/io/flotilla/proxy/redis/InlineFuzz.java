package io.flotilla.proxy.redis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Inline commands: split into the words that Redis would see, and turned into an array of exactly these. */
public final class InlineFuzz {
    private InlineFuzz() {}

    /** Jazzer's entry; the input is a line and its end. */
    public static void fuzzerTestOneInput(byte[] data) {
        String text = new String(data, StandardCharsets.ISO_8859_1);
        int lf = text.indexOf('\n');
        String line = lf < 0 ? text : text.substring(0, lf);
        List<String> expected = words(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
        ByteBuf in = Unpooled.wrappedBuffer((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
        Words words = new Words();
        ByteBuf array = InlineCommand.toArray(in, 0, line.length(), words);
        if (array == null || expected == null) {
            if (array != null || expected != null) {
                throw new AssertionError("<" + line + "> is " + expected + " to Redis, and to the proxy " + array);
            }
            return;
        }
        StringBuilder wire = new StringBuilder("*" + expected.size() + "\r\n");
        expected.forEach(w -> wire.append(StrictRedis.bulk(w)));
        if (!array.toString(StandardCharsets.ISO_8859_1).contentEquals(wire) || words.count() != expected.size()) {
            throw new AssertionError("<" + line + "> became <" + array.toString(StandardCharsets.ISO_8859_1) + ">");
        }
        array.release();
    }

    /** As {@code sdssplitargs} of Redis 7 describes it: state by state. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        int i = 0;
        while (true) {
            while (i < line.length() && isSpace(line.charAt(i))) {
                i++;
            }
            if (i == line.length()) {
                return words;
            }
            StringBuilder word = new StringBuilder();
            char quote = 0;
            boolean done = false;
            while (!done) {
                if (i == line.length()) {
                    if (quote != 0) {
                        return null;
                    }
                    break;
                }
                char c = line.charAt(i);
                if (quote == '"' && c == '\\' && i + 1 < line.length()) {
                    boolean hex = i + 3 < line.length()
                            && line.charAt(i + 1) == 'x'
                            && line.substring(i + 2, i + 4).matches("[0-9a-fA-F]{2}");
                    word.append(
                            hex
                                    ? (char) Integer.parseInt(line.substring(i + 2, i + 4), 16)
                                    : escaped(line.charAt(i + 1)));
                    i += hex ? 3 : 1;
                } else if (quote == '\'' && line.startsWith("\\'", i)) {
                    word.append('\'');
                    i++;
                } else if (quote != 0 && c == quote) {
                    if (i + 1 < line.length() && !isSpace(line.charAt(i + 1))) {
                        return null;
                    }
                    done = true;
                } else if (quote == 0 && (c == '"' || c == '\'')) {
                    quote = c;
                } else if (quote == 0 && isSpace(c)) {
                    done = true;
                } else {
                    word.append(c);
                }
                i++;
            }
            words.add(word.toString());
        }
    }

    private static char escaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'a' -> 7;
            default -> c;
        };
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c >= 9 && c <= 13 || c == 0;
    }
}
