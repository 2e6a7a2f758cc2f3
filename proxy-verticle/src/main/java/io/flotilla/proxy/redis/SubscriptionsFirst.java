package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.client.PoolLoop;
import java.util.concurrent.TimeUnit;

/**
 * Lets what is published, and questions about subscriptions, wait for the subscriptions that came to this proxy before and that
 * servers have yet to confirm.
 */
final class SubscriptionsFirst {
    /** How long a request waits: some round trips. A server that does not confirm must not hold it up. */
    private static final int PATIENCE_MILLIS = 200;

    private final ClientSession session;
    private final PoolLoop pool;
    private final PendingSubscriptions pending;
    /** Since when the request at hand waits; 0 if it does not. */
    private long waitsSince;
    /** Whether {@link #onEnd} is to come. */
    private boolean called;

    SubscriptionsFirst(ClientSession session, PendingSubscriptions pending) {
        this.session = session;
        this.pool = session.pool();
        this.pending = pending;
    }

    /** Whether this request is to wait; then the session is paused, and the request to be dispatched again later. */
    boolean hold(RedisCommand command, Words words) {
        boolean holds = pending.isAny() && overtakes(command, words) && isPatient();
        if (holds) {
            session.giveWay();
        } else {
            waitsSince = 0;
        }
        return holds;
    }

    private boolean overtakes(RedisCommand command, Words words) {
        if (!concerned(command, words)) {
            return false;
        }
        if (!called) {
            called = true;
            pending.onEnd(() -> pool.loop().eventLoop().execute(this::onEnd));
        }
        // What ended before that call has told nobody.
        return concerned(command, words);
    }

    private boolean concerned(RedisCommand command, Words words) {
        return switch (command.name()) {
            case "publish" -> pending.concern(Topic.CHANNEL, words.text(1));
            case "spublish" -> pending.concern(Topic.SHARD, words.text(1));
            default -> pending.isAny();
        };
    }

    private void onEnd() {
        called = false;
        session.goAhead();
    }

    private boolean isPatient() {
        long now = pool.loop().now();
        if (waitsSince == 0) {
            waitsSince = now == 0 ? 1 : now;
            pool.loop().eventLoop().schedule(session::goAhead, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        }
        return now - waitsSince < TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    }
}
