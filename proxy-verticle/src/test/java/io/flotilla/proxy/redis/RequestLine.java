package io.flotilla.proxy.redis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One line of {@code same-as-redis.txt}.
 *
 * @param number its number in the file
 * @param text the request, words as redis-cli reads them
 * @param differs whether the proxy's reply is another than the server's
 */
record RequestLine(int number, String text, boolean differs) {

    static List<RequestLine> all() {
        try (InputStream in = RequestLine.class.getResourceAsStream("/redis/same-as-redis.txt")) {
            String[] all = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n");
            List<RequestLine> lines = new ArrayList<>();
            for (int i = 0; i < all.length; i++) {
                if (!all[i].isBlank() && !all[i].startsWith("#")) {
                    boolean differs = all[i].startsWith("!");
                    lines.add(new RequestLine(i + 1, differs ? all[i].substring(1) : all[i], differs));
                }
            }
            return lines;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The request as an array of bulk strings. */
    String wire() {
        return parse(new Words()).toString(StandardCharsets.ISO_8859_1);
    }

    /** Its words, over bytes of their own. */
    Words words() {
        Words words = new Words();
        words.at(parse(words), 0);
        return words;
    }

    private ByteBuf parse(Words words) {
        byte[] line = (text + "\n").getBytes(StandardCharsets.ISO_8859_1);
        return InlineCommand.toArray(Unpooled.wrappedBuffer(line), 0, line.length - 1, words);
    }
}
