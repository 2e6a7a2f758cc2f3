package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.route.MalformedReplyException;
import io.flotilla.proxy.route.ReplyBuffer;
import io.flotilla.proxy.server.OwnConnections;
import io.flotilla.proxy.server.ServerConnection;
import io.flotilla.topology.FailureCause;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What one client hears from one server, on a connection of its own. It speaks RESP2 to the server whatever the client speaks:
 * messages of RESP3 differ from it in their first byte alone.
 */
final class Feed implements ServerConnection.FeedListener {
    /** Told how the feed fares. */
    interface Owner {

        /** The connection has gone, and with it all that the feed had. */
        void onLost(Feed feed);

        /** A server has confirmed or refused something. */
        void onConfirmed(Feed feed);

        /** Whether the client is subscribed to this. */
        boolean isWanted(Topic topic, String name);

        /** Whether {@link #isUntold} is true of anything. */
        boolean isAnyUntold();

        /** Whether the client has yet to be told that it hears this, so that it must not hear it. */
        boolean isUntold(Topic topic, String name);
    }

    /** Something told to the server that it has not confirmed; the server's place among those of the confirmation. */
    private record Ask(Topic topic, boolean begin, String name, Confirmation confirmation, int place, long at) {}

    /** A server that said nothing for so long is asked whether it is there. */
    static final long SILENCE_NANOS = 30_000_000_000L;

    private static final byte[] PING = Resp.ascii("*1\r\n$4\r\nPING\r\n");
    private static final int PONG_LENGTH = 4;

    private final Owner owner;
    private final ClientSession session;
    private final RedisClient client;
    private final OwnConnections feeds;
    private final ServerConnection connection;
    private final Map<Topic, Set<String>> names = new EnumMap<>(Topic.class);
    /** Names told to end that the client did not ask to end: it hears them from another feed. */
    private final Map<Topic, Set<String>> dropped = new EnumMap<>(Topic.class);

    private final ArrayDeque<Ask> asked = new ArrayDeque<>();
    private final ReplyBuffer part;
    /** How much of what was asked is not for the client to know: it follows the topology. */
    private int following;

    private long heardAt;
    private long pingedAt;
    /** How many {@link #PING}s are unanswered. */
    private int pings;

    private boolean closed;

    Feed(Owner owner, ClientSession session, RedisClient client, OwnConnections feeds, ServerConnection connection) {
        this.owner = owner;
        this.session = session;
        this.client = client;
        this.feeds = feeds;
        this.connection = connection;
        part = new ReplyBuffer(session.pool().loop().arrays());
        heardAt = session.pool().loop().now();
        connection.listen(this);
    }

    boolean has(Topic topic, String name) {
        Set<String> known = names.get(topic);
        return known != null && known.contains(name);
    }

    /** What is heard of a topic, as a copy. */
    Set<String> names(Topic topic) {
        return Set.copyOf(names.getOrDefault(topic, Set.of()));
    }

    /** Begins to hear something. The confirmation is {@code null} if the client is not to be told. */
    void begin(Topic topic, String name, Confirmation confirmation) {
        names.computeIfAbsent(topic, t -> new HashSet<>()).add(name);
        if (confirmation == null) {
            following++;
        }
        ask(topic, true, name, confirmation);
    }

    /** Ends hearing something; at once if the client is not told when. */
    void end(Topic topic, String name, Confirmation confirmation) {
        names.get(topic).remove(name);
        if (confirmation == null) {
            dropped.computeIfAbsent(topic, t -> new HashSet<>()).add(name);
        }
        ask(topic, false, name, confirmation);
    }

    private void ask(Topic topic, boolean begin, String name, Confirmation confirmation) {
        int place = confirmation != null ? confirmation.await() : 0;
        long now = session.pool().loop().now();
        asked.add(new Ask(topic, begin, name, confirmation, place, now));
        connection.tell().write(topic.command(begin, name));
    }

    /** Whether the server has yet to confirm something that was begun without the client's knowledge. */
    boolean isFollowing() {
        return following > 0;
    }

    /** Whether there is nothing left to hear or to wait for. */
    boolean isOver() {
        return asked.isEmpty() && names.values().stream().allMatch(Set::isEmpty);
    }

    /**
     * Fails if the server has not answered within {@code limit} nanoseconds, and asks it now and then whether it is there: a
     * connection that is half open looks like one on which nothing is published. A monitor is not asked, since clients would
     * see the question.
     */
    void tick(long now, long limit) {
        Ask oldest = asked.peek();
        boolean unconfirmed = oldest != null && now - oldest.at > limit;
        boolean unanswered = pings > 0 && heardAt - pingedAt <= 0 && now - pingedAt > limit;
        if (unconfirmed || unanswered) {
            connection.giveUp();
        } else if (pings == 0 && now - heardAt > SILENCE_NANOS && !has(Topic.MONITOR, "")) {
            pings++;
            pingedAt = now;
            connection.tell().write(PING);
        }
    }

    /** Gives the connection back, for the next subscriber if nothing is left on it. */
    void close() {
        if (!closed) {
            boolean clean = isOver() && pings == 0 && part.isEmpty() && !names.containsKey(Topic.MONITOR);
            release();
            feeds.giveBack(connection, clean);
            // Its server no longer matters to those who wait for it.
            for (Ask ask = asked.poll(); ask != null; ask = asked.poll()) {
                if (ask.confirmation != null) {
                    ask.confirmation.confirmed();
                }
            }
        }
    }

    private void release() {
        closed = true;
        connection.listen(null);
        session.onHeld(-part.length());
        part.clear();
    }

    @Override
    public void onLost(FailureCause cause) {
        byte[] error = session.pool().codec().error(cause);
        release();
        feeds.giveBack(connection, false);
        for (Ask ask = asked.poll(); ask != null; ask = asked.poll()) {
            if (ask.confirmation != null && ask.begin) {
                ask.confirmation.failed(ask.place, error);
            } else if (ask.confirmation != null) {
                ask.confirmation.confirmed();
            }
        }
        owner.onLost(this);
    }

    @Override
    public void onFrame(ByteBuf bytes, int start, int length, boolean last) {
        heardAt = session.pool().loop().now();
        if (last && part.isEmpty()) {
            frame(bytes, start, length);
            return;
        }
        part.append(bytes, start, length);
        session.onHeld(length);
        if (last) {
            int all = (int) part.length();
            ByteBuf whole = part.takeAll();
            session.onHeld(-all);
            try {
                frame(whole, 0, all);
            } finally {
                whole.release();
            }
        }
    }

    private void frame(ByteBuf bytes, int start, int length) {
        switch (bytes.getByte(start)) {
            case '*' -> array(bytes, start, length);
            case '+' -> line(bytes, start, length);
            case '-' -> refused(bytes, start, length);
            default -> require(false);
        }
    }

    private static void require(boolean valid) {
        if (!valid) {
            throw new MalformedReplyException("what a feed does not send");
        }
    }

    private static boolean isString(ByteBuf bytes, int at) {
        return bytes.getByte(at) == '$' && bytes.getByte(at + 1) != '-';
    }

    private void line(ByteBuf bytes, int start, int length) {
        if (pings > 0) {
            // A server to which nothing is subscribed any more answers as to everybody.
            pings--;
        } else if (!asked.isEmpty() && asked.peek().topic == Topic.MONITOR) {
            confirmed();
        } else {
            // To anybody but a monitor it would be the answer to something else.
            require(has(Topic.MONITOR, ""));
            if (!owner.isUntold(Topic.MONITOR, "")) {
                pass(bytes, start, length);
            }
        }
    }

    /** A message or a confirmation: an array whose first word says which, and whose second is the name. */
    private void array(ByteBuf bytes, int start, int length) {
        int first = nextLine(bytes, start);
        require(number(bytes, start + 1) >= 2 && isString(bytes, first));
        int word = nextLine(bytes, first);
        int wordLength = number(bytes, first + 1);
        if (wordLength == PONG_LENGTH && pings > 0) {
            pings--;
        } else if (wordLength != "message".length() && wordLength != "pmessage".length()) {
            confirmed();
        } else if (!isUnwanted(bytes, word, wordLength)) {
            if (client.resp() == 3) {
                bytes.setByte(start, '>');
            }
            pass(bytes, start, length);
        }
    }

    private boolean isUnwanted(ByteBuf bytes, int word, int wordLength) {
        if (dropped.isEmpty() && !owner.isAnyUntold()) {
            return false;
        }
        Topic topic =
                switch (bytes.getByte(word)) {
                    case 'p' -> Topic.PATTERN;
                    case 's' -> Topic.SHARD;
                    default -> Topic.CHANNEL;
                };
        require(isString(bytes, word + wordLength + 2));
        int nameLength = number(bytes, word + wordLength + 3);
        int nameStart = nextLine(bytes, word + wordLength + 2);
        String name = bytes.toString(nameStart, nameLength, StandardCharsets.ISO_8859_1);
        // What was published before a switch may come after it, and was published nowhere else.
        boolean ended = dropped.getOrDefault(topic, Set.of()).contains(name) && !owner.isWanted(topic, name);
        return ended || owner.isUntold(topic, name);
    }

    private void pass(ByteBuf bytes, int start, int length) {
        session.pool().counters().pushes++;
        session.push(bytes, start, length);
    }

    private void confirmed() {
        Ask ask = next();
        if (!ask.begin && dropped.containsKey(ask.topic)) {
            dropped.get(ask.topic).remove(ask.name);
            dropped.values().removeIf(Set::isEmpty);
        }
        if (ask.confirmation != null) {
            ask.confirmation.confirmed();
        }
        owner.onConfirmed(this);
    }

    /** The server's own rules forbid it. */
    private void refused(ByteBuf bytes, int start, int length) {
        Ask ask = next();
        if (ask.begin) {
            names.get(ask.topic).remove(ask.name);
        }
        if (ask.confirmation != null) {
            ask.confirmation.failed(ask.place, io.netty.buffer.ByteBufUtil.getBytes(bytes, start, length));
        }
        owner.onConfirmed(this);
    }

    private Ask next() {
        if (asked.isEmpty()) {
            throw new MalformedReplyException("a confirmation of nothing");
        }
        Ask next = asked.poll();
        if (next.begin && next.confirmation == null) {
            following--;
        }
        return next;
    }

    private static int nextLine(ByteBuf bytes, int from) {
        return bytes.indexOf(from, bytes.writerIndex(), (byte) '\n') + 1;
    }

    private static int number(ByteBuf bytes, int at) {
        int n = 0;
        for (byte b = bytes.getByte(at); b >= '0' && b <= '9'; b = bytes.getByte(++at)) {
            n = n * 10 + (b - '0');
        }
        return n;
    }
}
