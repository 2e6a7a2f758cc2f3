package io.flotilla.testing.oracle;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Each version is written in another way than the one before; reads are {@code GET} and {@code MGET} in turn. */
final class RedisCacheClient extends CacheClient {
    private static final String SCRIPT = "return redis.call('SET', KEYS[1], ARGV[1])";

    private long reads;

    RedisCacheClient(InetSocketAddress proxy) {
        super(proxy);
    }

    @Override
    boolean write(String key, long version, String value) throws IOException {
        return switch ((int) (version % 7)) {
            case 0 -> isOk(call("MSET", key, value));
            case 1 -> isOk(call("EVAL", SCRIPT, "1", key, value));
            case 2 -> writeInTransaction(key, value);
            case 3 -> isOk(call("SETEX", key, "1000", value));
            case 4 -> !isError(bulk(call("GETSET", key, value)));
            case 5 -> !isError(bulk(call("SET", key, value, "GET")));
            default -> isOk(call("SET", key, value));
        };
    }

    private boolean writeInTransaction(String key, String value) throws IOException {
        boolean begun = isOk(call("MULTI"));
        boolean queued = call("SET", key, value).equals("+QUEUED");
        String end = call("EXEC");
        if (!end.equals("*1")) {
            if (!isError(end)) {
                throw new IOException("unexpected: " + end);
            }
            return false;
        }
        return isOk(readLine()) && begun && queued;
    }

    @Override
    long read(String key) throws IOException {
        String line;
        if (reads++ % 2 == 0) {
            line = call("GET", key);
        } else {
            line = call("MGET", key);
            if (line.equals("*1")) {
                line = readLine();
            }
        }
        if (isError(line)) {
            throw new ReadFailedException(line);
        }
        String value = bulk(line);
        return value == null ? MISS : Long.parseLong(value);
    }

    /** Sends a command; the first line of the reply. */
    private String call(String... words) throws IOException {
        StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            command.append('$')
                    .append(word.length())
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        send(command.toString());
        return readLine();
    }

    /** What a reply that begins with this line holds; the line itself if it is no bulk string, {@code null} for a null. */
    private String bulk(String line) throws IOException {
        if (!line.startsWith("$")) {
            return line;
        }
        return line.equals("$-1") ? null : readLine();
    }

    private static boolean isOk(String line) {
        return line.equals("+OK");
    }

    private static boolean isError(String line) {
        return line != null && line.startsWith("-");
    }
}
