package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The clients of one pool that are connected to this proxy, on whatever event loop. */
final class Clients {
    /** What is read of a client on another event loop's thread may be a moment old. */
    record Connected(RedisClient client, ClientSession session, BlockedCommand blocked) {}

    private final ConcurrentMap<Long, Connected> connected = new ConcurrentHashMap<>();

    void add(RedisClient client, ClientSession session, BlockedCommand blocked) {
        connected.put(client.id(), new Connected(client, session, blocked));
    }

    /** The one with this id, or {@code null}. */
    Connected find(long id) {
        return connected.get(id);
    }

    void remove(RedisClient client) {
        connected.remove(client.id());
    }

    /** All of them, by id. */
    List<Connected> all() {
        return connected.values().stream()
                .sorted(Comparator.comparingLong(c -> c.client().id()))
                .toList();
    }
}
