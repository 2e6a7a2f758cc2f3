package io.flotilla.proxy.redis;

import io.flotilla.proxy.route.Framing;
import java.util.ArrayList;
import java.util.List;

/** What replies are, written down as the grammar of RESP2 and RESP3 stands, for comparison with the framer. */
final class RespModel {
    private static final long LARGEST = 1L << 48;

    private final String stream;
    private int at;

    private RespModel(String stream) {
        this.stream = stream;
    }

    /** The replies of a stream, errors marked as {@link Framing} marks them. */
    static Framing replies(String stream) {
        List<String> replies = new ArrayList<>();
        RespModel model = new RespModel(stream);
        while (model.at < stream.length()) {
            int start = model.at;
            try {
                model.value();
            } catch (Bad e) {
                return new Framing(replies, "", "malformed");
            } catch (Cut e) {
                return new Framing(replies, stream.substring(start), null);
            }
            String reply = stream.substring(start, model.at);
            replies.add((reply.charAt(0) == '-' || reply.charAt(0) == '!' ? "error: " : "") + reply);
        }
        return new Framing(replies, "", null);
    }

    private void value() {
        char type = next();
        switch (type) {
            case '+', '-', ':', '_', ',', '#', '(' -> line();
            case '$', '=', '!' -> string(length());
            case '*', '~', '>' -> values(length());
            case '%' -> values(2 * length());
            case '|' -> {
                long parts = length();
                // An absent one describes nothing; else the value that it describes follows.
                values(parts < 0 ? 0 : 2 * parts + 1);
            }
            default -> throw new Bad();
        }
    }

    private void line() {
        int lf = stream.indexOf('\n', at);
        if (lf < 0) {
            throw new Cut();
        }
        if (lf == at || stream.charAt(lf - 1) != '\r') {
            throw new Bad();
        }
        at = lf + 1;
    }

    private long length() {
        boolean negative = at < stream.length() && stream.charAt(at) == '-';
        at += negative ? 1 : 0;
        long n = 0;
        for (int digits = 0; ; digits++) {
            char c = next();
            if (c == '\r' && digits > 0) {
                break;
            }
            if (c < '0' || c > '9' || digits == 19) {
                throw new Bad();
            }
            n = n * 10 + (c - '0');
            if (n > LARGEST) {
                throw new Bad();
            }
        }
        if (next() != '\n') {
            throw new Bad();
        }
        return negative ? -1 : n;
    }

    private void string(long length) {
        if (length < 0) {
            return;
        }
        if (length + 2 > stream.length() - at) {
            throw new Cut();
        }
        at += (int) length + 2;
        if (stream.charAt(at - 1) != '\n') {
            throw new Bad();
        }
    }

    private void values(long count) {
        for (long i = 0; i < count; i++) {
            value();
        }
    }

    private char next() {
        if (at == stream.length()) {
            throw new Cut();
        }
        return stream.charAt(at++);
    }

    /** No reply goes on like this. */
    private static final class Bad extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Bad() {
            super(null, null, false, false);
        }
    }

    /** The stream ends amid a reply. */
    private static final class Cut extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Cut() {
            super(null, null, false, false);
        }
    }
}
