package io.flotilla.testing.oracle;

import java.io.IOException;
import java.net.InetSocketAddress;

/** By {@code get} and {@code set}. */
final class MemcachedCacheClient extends CacheClient {
    MemcachedCacheClient(InetSocketAddress proxy) {
        super(proxy);
    }

    @Override
    boolean write(String key, long version, String value) throws IOException {
        send("set " + key + " 0 0 " + value.length() + "\r\n" + value + "\r\n");
        String line = readLine();
        if (line.startsWith("ERROR") || line.startsWith("CLIENT_ERROR") || line.isEmpty()) {
            throw new IOException("the proxy does not speak memcached: '" + line + "'");
        }
        return line.equals("STORED");
    }

    @Override
    long read(String key) throws IOException {
        send("get " + key + "\r\n");
        String line = readLine();
        if (line.equals("END")) {
            return MISS;
        }
        if (line.startsWith("SERVER_ERROR")) {
            throw new ReadFailedException(line);
        }
        if (!line.startsWith("VALUE " + key + " ")) {
            throw new IOException("unexpected: " + line);
        }
        long version = Long.parseLong(readLine());
        if (!readLine().equals("END")) {
            throw new IOException("no END after the value");
        }
        return version;
    }
}
