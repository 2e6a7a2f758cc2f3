package io.flotilla.proxy.redis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A command typed as a line of words, which may be quoted: {@code "..."} knows the escapes \n \r \t \b \a \\ \" and \xHH,
 * {@code '...'} knows \'. A quote must be followed by a space or the end.
 */
final class InlineCommand {
    private InlineCommand() {}

    /**
     * The line from {@code start} to the line feed at {@code lf} as a RESP array, its words marked in {@code words}; or
     * {@code null} if its quotes do not match.
     */
    static ByteBuf toArray(ByteBuf in, int start, int lf, Words words) {
        int end = lf > start && in.getByte(lf - 1) == '\r' ? lf - 1 : lf;
        byte[] line = new byte[end - start];
        in.getBytes(start, line);
        List<byte[]> found = split(line);
        if (found == null) {
            return null;
        }
        ByteBuf array = Unpooled.buffer(line.length + 16 * found.size() + 16);
        array.writeCharSequence("*" + found.size() + "\r\n", StandardCharsets.US_ASCII);
        words.clear();
        for (byte[] word : found) {
            array.writeCharSequence("$" + word.length + "\r\n", StandardCharsets.US_ASCII);
            words.add(array.writerIndex(), word.length);
            array.writeBytes(word).writeByte('\r').writeByte('\n');
        }
        return array;
    }

    private static List<byte[]> split(byte[] line) {
        List<byte[]> words = new ArrayList<>();
        int i = 0;
        while (true) {
            while (i < line.length && isSpace(line[i])) {
                i++;
            }
            if (i == line.length) {
                return words;
            }
            ByteArrayOutputStream word = new ByteArrayOutputStream();
            i = word(line, i, word);
            if (i < 0) {
                return null;
            }
            words.add(word.toByteArray());
        }
    }

    private static int word(byte[] line, int i, ByteArrayOutputStream to) {
        while (i < line.length && !isSpace(line[i])) {
            if (line[i] == '"' || line[i] == '\'') {
                i = quoted(line, i + 1, line[i], to);
                return i < line.length && i >= 0 && !isSpace(line[i]) ? -1 : i;
            }
            to.write(line[i++]);
        }
        return i;
    }

    private static int quoted(byte[] line, int i, byte quote, ByteArrayOutputStream to) {
        while (i < line.length) {
            byte b = line[i];
            if (b == quote) {
                return i + 1;
            }
            if (b == '\\' && quote == '\'' && i + 1 < line.length && line[i + 1] == '\'') {
                to.write('\'');
                i += 2;
            } else if (b == '\\' && quote == '"' && i + 1 < line.length) {
                i = escape(line, i + 1, to);
            } else {
                to.write(b);
                i++;
            }
        }
        return -1;
    }

    private static int escape(byte[] line, int i, ByteArrayOutputStream to) {
        if (line[i] == 'x' && i + 2 < line.length && hex(line[i + 1]) >= 0 && hex(line[i + 2]) >= 0) {
            to.write(hex(line[i + 1]) << 4 | hex(line[i + 2]));
            return i + 3;
        }
        to.write(
                switch (line[i]) {
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    case 'b' -> '\b';
                    case 'a' -> 7;
                    default -> line[i];
                });
        return i + 1;
    }

    private static int hex(byte b) {
        return Character.digit(b, 16);
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b >= 9 && b <= 13 || b == 0;
    }
}
