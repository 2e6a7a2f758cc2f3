package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.client.PoolFollower;
import io.flotilla.proxy.client.PoolLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one client is subscribed to, and what it was told of that. The proxy confirms in the order of the words of a request,
 * each when all servers that have to do with it have confirmed, and with the count of this client over all servers.
 */
final class Subscriptions implements PoolFollower, Feeds.Ledger {
    private final ClientSession session;
    private final RedisClient client;
    private final PoolLoop pool;
    private final Map<Topic, Set<String>> names = new EnumMap<>(Topic.class);
    private final Feeds feeds;
    private final PendingSubscriptions pending;
    /** How much the client was told that it is subscribed to. Patterns count among the channels. */
    private final int[] told = new int[Topic.values().length];

    private final ArrayDeque<Confirmation> due = new ArrayDeque<>();
    private boolean following;

    Subscriptions(ClientSession session, RedisClient client, PendingSubscriptions pending) {
        this.session = session;
        this.client = client;
        this.pool = session.pool();
        this.pending = pending;
        for (Topic topic : Topic.values()) {
            names.put(topic, new LinkedHashSet<>());
        }
        this.feeds = new Feeds(session, client, names, this);
    }

    // ---- requests -----------------------------------------------------------------------------------------------

    /** See {@link RedisDispatcher#dispatch}. */
    boolean dispatch(RedisCommand command, Words words) {
        if (!session.isAlone()) {
            return false;
        }
        Topic topic = Topic.of(command);
        if (!topic.isOn(command)) {
            end(topic, words);
            return true;
        }
        int why = obstacle(topic, words);
        if (why == PoolLoop.HOLD) {
            return session.holdOrFail();
        }
        if (why < 0) {
            session.fail(pool.causeOf(why));
        } else if (topic == Topic.MONITOR) {
            begin(topic, List.of(""));
        } else {
            begin(topic, namesIn(words));
        }
        return true;
    }

    /**
     * Answers a request that means something else, or is forbidden, while the client is subscribed.
     *
     * @return false if it goes its usual way
     */
    boolean intercepts(RedisCommand command, Words words) {
        if (isSubscriberOnly()) {
            if (command.name().equals("ping") && words.count() <= 2) {
                String text = words.count() == 2 ? words.text(1) : "";
                session.reply(new Resp(2).array(2).string("pong").string(text).toBytes());
                return true;
            }
            if (!isAllowedToSubscribers(command)) {
                session.reply(RedisErrors.subscribed(command));
                return true;
            }
        } else if (isMonitoring() && (command.read() || command.write())) {
            session.reply(RedisErrors.MONITORS);
            return true;
        }
        return false;
    }

    /** Whether {@link #intercepts} may be true. */
    boolean restricts() {
        return isSubscriberOnly() || isMonitoring();
    }

    private boolean isSubscriberOnly() {
        return client.resp() == 2 && told[Topic.CHANNEL.ordinal()] + told[Topic.SHARD.ordinal()] > 0;
    }

    private boolean isMonitoring() {
        return !names.get(Topic.MONITOR).isEmpty();
    }

    private static boolean isAllowedToSubscribers(RedisCommand command) {
        return switch (command.name()) {
            case "ping", "quit", "reset" -> true;
            default ->
                command.route() == RedisCommand.Route.PUSH && !command.name().equals("monitor");
        };
    }

    /** Why these things cannot be subscribed to now, negative as {@link PoolLoop#route}. */
    private int obstacle(Topic topic, Words words) {
        if (pool.isRefusing()) {
            return PoolLoop.ISOLATED;
        }
        if (pool.ring().size() == 0) {
            return PoolLoop.NO_SERVER;
        }
        for (int i = 1; i < words.count(); i++) {
            if (topic.key(words.text(i)) != null) {
                int server = pool.route(words.bytes(), words.start(i), words.length(i));
                if (server < 0) {
                    return server;
                }
            } else if (pool.isSwitching()) {
                return PoolLoop.HOLD;
            }
        }
        return topic == Topic.MONITOR && pool.isSwitching() ? PoolLoop.HOLD : 0;
    }

    private static List<String> namesIn(Words words) {
        List<String> all = new ArrayList<>();
        for (int i = 1; i < words.count(); i++) {
            all.add(words.text(i));
        }
        return all;
    }

    private void begin(Topic topic, List<String> wanted) {
        follow();
        for (String name : wanted) {
            boolean isNew = names.get(topic).add(name);
            Confirmation confirmation = new Confirmation(topic, true, name, isNew);
            due.add(confirmation);
            if (isNew) {
                pending.begin(topic, name);
                feeds.begin(topic, name, confirmation);
            }
        }
        session.awaitConfirmation();
        settle();
    }

    private void end(Topic topic, Words words) {
        List<String> unwanted = words.count() > 1 ? namesIn(words) : new ArrayList<>(names.get(topic));
        for (String name : unwanted) {
            boolean was = names.get(topic).remove(name);
            Confirmation confirmation = new Confirmation(topic, false, name, was);
            due.add(confirmation);
            if (was) {
                pending.begin(topic, name);
            }
            feeds.end(topic, name, confirmation);
        }
        if (unwanted.isEmpty()) {
            due.add(new Confirmation(topic, false, null, false));
        }
        session.awaitConfirmation();
        settle();
    }

    // ---- confirmations ------------------------------------------------------------------------------------------

    @Override
    public void onConfirmation() {
        settle();
    }

    @Override
    public boolean isAnyDue() {
        return !due.isEmpty();
    }

    @Override
    public boolean isDue(Topic topic, String name) {
        return due.stream().anyMatch(c -> c.begins(topic, name));
    }

    /** Tells the client what is confirmed, in the order in which it asked. */
    private void settle() {
        boolean failed = false;
        while (!due.isEmpty() && due.peek().isReady()) {
            Confirmation next = due.poll();
            failed |= next.error() != null;
            tell(next);
            ended(next);
        }
        if (failed) {
            feeds.trim();
        }
        if (due.isEmpty()) {
            session.confirmed();
            followNoMore();
        }
    }

    /** Lets go who waits for it. */
    private void ended(Confirmation confirmation) {
        if (confirmation.changes()) {
            pending.end(confirmation.topic(), confirmation.name());
        }
    }

    private void tell(Confirmation confirmation) {
        Topic topic = confirmation.topic();
        if (confirmation.error() != null) {
            names.get(topic).remove(confirmation.name());
            session.reply(confirmation.error());
        } else if (topic == Topic.MONITOR) {
            session.reply(Resp.OK);
        } else {
            Topic counted = topic == Topic.PATTERN ? Topic.CHANNEL : topic;
            told[counted.ordinal()] += confirmation.difference();
            tellOfSubscriptions();
            session.push(confirmation.toBytes(client.resp(), told[counted.ordinal()]));
        }
    }

    private void tellOfSubscriptions() {
        client.subscribed(
                names.get(Topic.CHANNEL).size(),
                names.get(Topic.PATTERN).size(),
                names.get(Topic.SHARD).size());
    }

    // ---- the pool -----------------------------------------------------------------------------------------------

    @Override
    public void onTopology() {
        feeds.align();
    }

    @Override
    public void onPrepare(Runnable followed) {
        feeds.align();
        feeds.whenFollowed(followed);
    }

    @Override
    public void onTick() {
        feeds.tick();
    }

    private void follow() {
        if (!following) {
            following = true;
            pool.counters().subscribers++;
            pool.follow(this);
        }
    }

    /** Once the client is subscribed to nothing, and no server has anything to confirm. */
    private void followNoMore() {
        if (following && feeds.isEmpty() && names.values().stream().allMatch(Set::isEmpty)) {
            following = false;
            pool.counters().subscribers--;
            pool.unfollow(this);
        }
    }

    /** Ends everything at once: the client has gone, or begins anew. */
    void close() {
        names.values().forEach(Set::clear);
        Arrays.fill(told, 0);
        tellOfSubscriptions();
        due.forEach(this::ended);
        due.clear();
        feeds.close();
        followNoMore();
    }
}
