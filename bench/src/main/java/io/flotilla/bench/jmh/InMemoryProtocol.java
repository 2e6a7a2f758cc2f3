package io.flotilla.bench.jmh;

import io.flotilla.config.PoolConfig;
import io.flotilla.proxy.client.Codec;
import io.flotilla.proxy.memcached.MemcachedCodec;
import io.flotilla.proxy.redis.RedisCodec;
import io.flotilla.proxy.redis.RedisShared;
import io.flotilla.proxy.route.ReplyFramer;
import io.flotilla.stats.NodeIdentity;
import java.util.ArrayList;
import java.util.List;

/** How clients ask and servers answer, with values of 100 bytes. */
public enum InMemoryProtocol {
    REDIS {
        @Override
        Codec codec(PoolConfig pool) {
            NodeIdentity node = new NodeIdentity("node-1", "host", "1.0", 0);
            return new RedisCodec(pool, new RedisShared(() -> node, () -> 1, () -> 1, () -> 0));
        }

        @Override
        String request(Request kind, List<String> keys) {
            List<String> words = new ArrayList<>();
            words.add(
                    switch (kind) {
                        case GET -> "GET";
                        case SET -> "SET";
                        case MULTIGET -> "MGET";
                    });
            words.addAll(keys);
            if (kind == Request.SET) {
                words.add(VALUE);
            }
            StringBuilder text = new StringBuilder("*" + words.size() + "\r\n");
            words.forEach(word -> text.append('$')
                    .append(word.length())
                    .append("\r\n")
                    .append(word)
                    .append("\r\n"));
            return text.toString();
        }

        @Override
        String reply(Request kind, List<String> keys) {
            String value = "$" + VALUE.length() + "\r\n" + VALUE + "\r\n";
            return switch (kind) {
                case GET -> value;
                case SET -> "+OK\r\n";
                case MULTIGET -> "*" + keys.size() + "\r\n" + value.repeat(keys.size());
            };
        }
    },
    MEMCACHED {
        @Override
        Codec codec(PoolConfig pool) {
            return new MemcachedCodec(pool);
        }

        @Override
        String request(Request kind, List<String> keys) {
            return switch (kind) {
                case GET, MULTIGET -> "get " + String.join(" ", keys) + "\r\n";
                case SET -> "set " + keys.get(0) + " 0 0 " + VALUE.length() + "\r\n" + VALUE + "\r\n";
            };
        }

        @Override
        String reply(Request kind, List<String> keys) {
            if (kind == Request.SET) {
                return "STORED\r\n";
            }
            StringBuilder text = new StringBuilder();
            keys.forEach(key -> text.append("VALUE ")
                    .append(key)
                    .append(" 0 ")
                    .append(VALUE.length())
                    .append("\r\n")
                    .append(VALUE)
                    .append("\r\n"));
            return text.append("END\r\n").toString();
        }
    };

    private static final String VALUE = "v".repeat(100);

    /** What a client asks. */
    public enum Request {
        GET,
        SET,
        /** MGET or a get of several keys. */
        MULTIGET
    }

    abstract Codec codec(PoolConfig pool);

    /** What a client sends. */
    abstract String request(Request kind, List<String> keys);

    /** What a server answers that has all of the keys. */
    abstract String reply(Request kind, List<String> keys);

    ReplyFramer newFramer() {
        return codec(InMemoryProxy.pool(this, 1)).newFramer();
    }
}
