package io.flotilla.proxy.redis;

import io.flotilla.config.HashTag;
import io.flotilla.proxy.client.PoolLoop;

/**
 * The keys that SORT reads by a pattern (BY, GET): the server of the sorted key would look for them in itself alone, and sort
 * by nothing without a word. Redis refuses patterns in a cluster for that reason.
 */
final class SortPatterns {
    private SortPatterns() {}

    /** Whether a command may have patterns. */
    static boolean mayBeIn(RedisCommand command) {
        return command.name().startsWith("sort");
    }

    /**
     * The server for a command whose keys are on {@code server}, or {@link RedisDispatcher#CROSSSLOT} if it reads other keys by
     * a pattern and these may be elsewhere. They are on the same server for certain if the pattern has a hash tag of that
     * server, with no asterisk before the tag's end.
     */
    static int serverOf(PoolLoop pool, RedisCommand command, Words words, int server) {
        if (pool.servers() == 1 || server < 0 || !mayBeIn(command)) {
            return server;
        }
        for (int i = 2; i + 1 < words.count(); i++) {
            if (words.is(i, "LIMIT")) {
                i += 2;
            } else if (words.is(i, "STORE")) {
                i++;
            } else if (words.is(i, "BY") || words.is(i, "GET")) {
                i++;
                int other = words.text(i).contains("*") ? serverOf(pool, words, i) : server;
                if (other != server) {
                    return other == PoolLoop.HOLD ? other : RedisDispatcher.CROSSSLOT;
                }
            }
        }
        return server;
    }

    private static int serverOf(PoolLoop pool, Words words, int pattern) {
        HashTag tag = pool.config().hashTag().orElse(null);
        if (tag == null || !isConstant(words.text(pattern), tag)) {
            return RedisDispatcher.CROSSSLOT;
        }
        return pool.route(words.bytes(), words.start(pattern), words.length(pattern));
    }

    /** Whether the same part of all keys of this pattern is hashed. What follows an arrow is a field, not part of the key. */
    private static boolean isConstant(String pattern, HashTag tag) {
        int open = pattern.indexOf(tag.open() & 0xff);
        int close = pattern.indexOf(tag.close() & 0xff, open + 1);
        int arrow = pattern.indexOf("->");
        return open >= 0 && close > open + 1 && pattern.indexOf('*') > close && (arrow < 0 || arrow > close);
    }
}
