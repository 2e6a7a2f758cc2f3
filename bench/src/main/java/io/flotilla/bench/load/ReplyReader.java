package io.flotilla.bench.load;

import java.nio.charset.StandardCharsets;

/** Counts the replies of one connection as their bytes come in, whatever the bounds of the reads. */
abstract class ReplyReader {
    private static final int LONGEST_LINE = 512;

    private final byte[] line = new byte[LONGEST_LINE];
    private int lineLength;
    private long skip;
    private long values;
    private long errors;
    private String firstError;

    static ReplyReader of(Protocol protocol) {
        return switch (protocol) {
            case REDIS -> new RedisReplies();
            case MEMCACHED -> new MemcachedReplies();
        };
    }

    /** Takes the bytes of one read; returns how many replies they complete. */
    final int read(byte[] bytes, int length) {
        int complete = 0;
        int i = 0;
        while (i < length) {
            if (skip > 0) {
                int step = (int) Math.min(skip, length - i);
                skip -= step;
                i += step;
                if (skip == 0) {
                    values++;
                    complete += valueEnds() ? 1 : 0;
                }
                continue;
            }
            byte b = bytes[i++];
            if (b != '\n') {
                if (lineLength < LONGEST_LINE) {
                    line[lineLength++] = b;
                }
                continue;
            }
            complete += lineEnds(line, lineLength) ? 1 : 0;
            lineLength = 0;
        }
        return complete;
    }

    /** A line is there, without its line feed; returns whether it completes a reply. */
    abstract boolean lineEnds(byte[] text, int length);

    /** The bytes asked for by {@link #skipValue} are through; returns whether they complete a reply. */
    abstract boolean valueEnds();

    /** A value of this many bytes follows, with its line end. */
    final void skipValue(long bytes) {
        skip = bytes + 2;
    }

    final void error() {
        errors++;
        if (firstError == null) {
            firstError = new String(line, 0, lineLength, StandardCharsets.ISO_8859_1).trim();
        }
    }

    /** The number that ends at {@code end} (exclusive), read backwards to what is no digit; -1 if there is none. */
    static long numberBefore(byte[] text, int end) {
        long number = 0;
        long scale = 1;
        int i = end - 1;
        for (; i >= 0 && text[i] >= '0' && text[i] <= '9'; i--) {
            number += (text[i] - '0') * scale;
            scale *= 10;
        }
        return i == end - 1 || text[i] == '-' ? -1 : number;
    }

    /** Values received so far. */
    final long values() {
        return values;
    }

    /** Error replies so far. */
    final long errors() {
        return errors;
    }

    /** The first of them, or null. */
    final String firstError() {
        return firstError;
    }

    /** RESP2, with arrays of plain elements. */
    private static final class RedisReplies extends ReplyReader {
        private long elements;

        @Override
        boolean lineEnds(byte[] text, int length) {
            int end = length - 1;
            switch (text[0]) {
                case '$' -> {
                    long bytes = numberBefore(text, end);
                    if (bytes >= 0) {
                        skipValue(bytes);
                        return false;
                    }
                }
                case '*' -> {
                    elements = Math.max(0, numberBefore(text, end));
                    return elements == 0;
                }
                case '-' -> error();
                default -> {}
            }
            return valueEnds();
        }

        @Override
        boolean valueEnds() {
            return elements == 0 || --elements == 0;
        }
    }

    /** memcached's classic text protocol: VALUE lines belong to the reply that ends with END. */
    private static final class MemcachedReplies extends ReplyReader {
        @Override
        boolean lineEnds(byte[] text, int length) {
            switch (text[0]) {
                case 'V' -> {
                    skipValue(numberBefore(text, length - 1));
                    return false;
                }
                case 'E' -> {
                    if (text[1] == 'R') {
                        error();
                    }
                }
                case 'C' -> error();
                case 'S' -> {
                    if (text[1] == 'E') {
                        error();
                    }
                }
                default -> {}
            }
            return true;
        }

        @Override
        boolean valueEnds() {
            return false;
        }
    }
}
