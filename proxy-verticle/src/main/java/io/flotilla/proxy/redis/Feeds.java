package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.client.PoolLoop;
import io.flotilla.proxy.server.OwnConnections;
import io.flotilla.proxy.server.ServerConnection;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The {@link Feed}s of one client: one from each server where something lives that the client is subscribed to. They follow
 * the topology: what moves is heard from both servers while a switch is under way, and from the new one alone afterwards; what
 * was on a connection that was lost is told again, by the ring then in force. The client notices nothing but that messages
 * were missing.
 */
final class Feeds implements Feed.Owner {
    /** Keeps what the client is told. */
    interface Ledger {

        /** A {@link Confirmation} may have become ready. */
        void onConfirmation();

        /** Whether any is due. */
        boolean isAnyDue();

        /** Whether one is due that the client hears this from now on. */
        boolean isDue(Topic topic, String name);
    }

    private static final long FIRST_RETRY_NANOS = 50_000_000L;
    private static final long LAST_RETRY_NANOS = 2_000_000_000L;
    /** How long a server may take to confirm where the pool has no timeout. */
    private static final long LONGEST_SILENCE_NANOS = 60_000_000_000L;
    /** Messages are the same in both RESP versions and all databases, so that one kind of connection does. */
    private static final int KIND = RedisCodec.kind(2, 0);

    private final ClientSession session;
    private final RedisClient client;
    private final PoolLoop pool;
    private final Map<Topic, Set<String>> wanted;
    private final Ledger ledger;
    /** By server; a server that is monitored has a second one for that, behind those of all servers. */
    private final Feed[] feeds;

    private boolean retrying;
    private long retryAt;
    private long retryNanos = FIRST_RETRY_NANOS;
    /** Told when no feed follows a switch any more; {@code null} if nobody waits for that. */
    private Runnable followed;

    /**
     * @param wanted what the client is subscribed to; changed by the caller
     */
    Feeds(ClientSession session, RedisClient client, Map<Topic, Set<String>> wanted, Ledger ledger) {
        this.session = session;
        this.client = client;
        this.pool = session.pool();
        this.wanted = wanted;
        this.ledger = ledger;
        this.feeds = new Feed[2 * pool.servers()];
    }

    /** Hears something from every server where it lives. */
    void begin(Topic topic, String name, Confirmation confirmation) {
        homes(topic, name).stream().forEach(server -> {
            Feed feed = feed(server, topic);
            if (feed != null) {
                feed.begin(topic, name, confirmation);
            } else {
                confirmation.failed(
                        confirmation.await(),
                        RedisErrors.noFeedLeft(pool.link(server).feeds().limit()));
            }
        });
    }

    /** Ends hearing something. */
    void end(Topic topic, String name, Confirmation confirmation) {
        for (Feed feed : feeds) {
            if (feed != null && feed.has(topic, name)) {
                feed.end(topic, name, confirmation);
            }
        }
    }

    /** Hears everything that is wanted from the servers where it lives now, and nothing else. */
    void align() {
        wanted.forEach((topic, names) -> {
            for (String name : names) {
                homes(topic, name).stream().forEach(server -> beginSilently(server, topic, name));
            }
        });
        trim();
        ledger.onConfirmation();
    }

    /** Calls back when every server has confirmed what it was told by {@link #align}. */
    void whenFollowed(Runnable then) {
        followed = then;
        tellFollowed();
    }

    private void tellFollowed() {
        if (followed != null && Arrays.stream(feeds).noneMatch(f -> f != null && f.isFollowing())) {
            Runnable then = followed;
            followed = null;
            then.run();
        }
    }

    private void beginSilently(int server, Topic topic, String name) {
        Feed feed = feed(server, topic);
        if (feed == null) {
            retry();
        } else if (!feed.has(topic, name)) {
            feed.begin(topic, name, null);
        }
    }

    /** Ends hearing what is not wanted. */
    void trim() {
        for (int i = 0; i < feeds.length; i++) {
            if (feeds[i] != null) {
                trim(feeds[i], i % pool.servers());
            }
        }
    }

    private void trim(Feed feed, int server) {
        if (feed.has(Topic.MONITOR, "") && !isWanted(Topic.MONITOR, "", server)) {
            close(feed);
            return;
        }
        for (Topic topic : Topic.values()) {
            for (String name : feed.names(topic)) {
                if (!isWanted(topic, name, server)) {
                    feed.end(topic, name, null);
                }
            }
        }
    }

    private boolean isWanted(Topic topic, String name, int server) {
        return wanted.get(topic).contains(name) && homes(topic, name).get(server);
    }

    /** The servers on which this lives, or will live when the switch under way has ended. */
    private BitSet homes(Topic topic, String name) {
        BitSet servers = new BitSet(pool.servers());
        pool.home(topic.key(name), servers);
        return servers;
    }

    /** The feed from this server; {@code null} if too many are lent. */
    private Feed feed(int server, Topic topic) {
        int index = topic == Topic.MONITOR ? pool.servers() + server : server;
        if (feeds[index] == null) {
            OwnConnections lender = pool.link(server).feeds();
            ServerConnection connection = lender.borrow(KIND);
            if (connection != null) {
                feeds[index] = new Feed(this, session, client, lender, connection);
            }
        }
        return feeds[index];
    }

    @Override
    public void onConfirmed(Feed feed) {
        retryNanos = FIRST_RETRY_NANOS;
        if (feed.isOver()) {
            close(feed);
        }
        tellFollowed();
        ledger.onConfirmation();
    }

    @Override
    public boolean isWanted(Topic topic, String name) {
        return wanted.get(topic).contains(name);
    }

    @Override
    public boolean isAnyUntold() {
        return ledger.isAnyDue();
    }

    @Override
    public boolean isUntold(Topic topic, String name) {
        return ledger.isDue(topic, name);
    }

    @Override
    public void onLost(Feed feed) {
        remove(feed);
        retry();
        tellFollowed();
        ledger.onConfirmation();
    }

    private void retry() {
        if (!retrying) {
            retrying = true;
            retryAt = pool.loop().now() + retryNanos;
            retryNanos = Math.min(2 * retryNanos, LAST_RETRY_NANOS);
        }
    }

    /** Fails what a server has not confirmed in the pool's timeout, and tells again what was lost. */
    void tick() {
        long now = pool.loop().now();
        int timeout = pool.config().timeoutMillis();
        long limit = timeout > 0 ? timeout * 1_000_000L : LONGEST_SILENCE_NANOS;
        for (Feed feed : feeds) {
            if (feed != null) {
                feed.tick(now, limit);
            }
        }
        if (retrying && now - retryAt >= 0) {
            retrying = false;
            align();
        }
    }

    /** Whether nothing is heard, nor to be confirmed. */
    boolean isEmpty() {
        return Arrays.stream(feeds).allMatch(Objects::isNull);
    }

    /** Ends all. */
    void close() {
        retrying = false;
        for (Feed feed : feeds) {
            if (feed != null) {
                close(feed);
            }
        }
        tellFollowed();
    }

    private void close(Feed feed) {
        remove(feed);
        feed.close();
    }

    private void remove(Feed feed) {
        for (int i = 0; i < feeds.length; i++) {
            if (feeds[i] == feed) {
                feeds[i] = null;
            }
        }
    }
}
