package io.flotilla.proxy.redis;

import io.flotilla.config.PoolConfig;

/** Holds commands that name a database to those of the pool. */
final class Databases {
    private Databases() {}

    /**
     * Whether the databases that a command names are the pool's. A word that is no number is left to the server, which explains
     * it best.
     */
    static boolean contain(PoolConfig pool, RedisCommand command, Words words) {
        return switch (command.name()) {
            case "copy" -> {
                for (int i = 3; i + 1 < words.count(); i++) {
                    if (words.is(i, "DB") && !contains(pool, words, i + 1)) {
                        yield false;
                    }
                }
                yield true;
            }
            case "move" -> contains(pool, words, 2);
            case "swapdb" -> contains(pool, words, 1) && contains(pool, words, 2);
            default -> true;
        };
    }

    private static boolean contains(PoolConfig pool, Words words, int word) {
        if (!words.text(word).matches("-?[0-9]+")) {
            return true;
        }
        // With redis_db the pool's only database has another number on the servers.
        return pool.redisDb() == 0 && words.number(word) >= 0 && words.number(word) < pool.databases();
    }
}
