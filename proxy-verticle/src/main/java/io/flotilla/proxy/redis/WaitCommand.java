package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.route.MalformedReplyException;
import io.flotilla.proxy.route.Request;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;

/**
 * WAIT and WAITAOF over all servers: the least that any of them reached. They are asked again and again with a timeout of 1 ms
 * until enough is reached or the client's time is over: on a connection that others share, a request must not wait in the
 * server. It has to be that connection, since its writes are what is waited for.
 */
final class WaitCommand implements Runnable {
    private static final long PAUSE_MILLIS = 10;
    private static final byte[] UNBLOCKED = RedisErrors.error("UNBLOCKED client unblocked via CLIENT UNBLOCK");

    private final ClientSession session;
    private final SharedSender sender;
    private final int[] servers;
    private final long[] wanted;
    private final byte[] question;
    private final long deadline;
    private final boolean forever;
    private final Request whole;
    private boolean answered;
    /** What ends it early, or {@code null}. */
    private Unblock unblocked;

    private enum Unblock {
        TIMEOUT,
        ERROR
    }

    private WaitCommand(
            ClientSession session, SharedSender sender, int[] servers, String name, long[] wanted, long timeoutMillis) {
        this.session = session;
        this.sender = sender;
        this.servers = servers;
        this.wanted = wanted;
        this.question = question(name, wanted);
        this.forever = timeoutMillis == 0;
        this.deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        this.whole = session.request();
    }

    /**
     * Begins to wait, or answers what is wrong with the request.
     *
     * @param servers those to ask; at least one
     * @return what waits; {@code null} if nothing does
     */
    static WaitCommand dispatch(
            ClientSession session, SharedSender sender, int[] servers, RedisCommand command, Words words) {
        int last = words.count() - 1;
        long[] wanted = new long[last - 1];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = words.number(1 + i);
        }
        if (java.util.Arrays.stream(wanted).anyMatch(n -> n < 0)) {
            session.reply(RedisErrors.NOT_AN_INTEGER);
        } else if (words.number(last) < 0) {
            boolean negative = words.text(last).matches("-[0-9]+");
            session.reply(negative ? RedisErrors.NEGATIVE_TIMEOUT : RedisErrors.BAD_TIMEOUT);
        } else {
            WaitCommand waits = new WaitCommand(session, sender, servers, command.name(), wanted, words.number(last));
            waits.run();
            return waits;
        }
        return null;
    }

    /** Whether the client still waits for its reply. */
    boolean isUnanswered() {
        return !answered && whole.owner != null;
    }

    /** Ends it with the next answers of the servers: with what they have reached by then, or with an error. */
    void unblock(boolean withError) {
        unblocked = withError ? Unblock.ERROR : Unblock.TIMEOUT;
    }

    private static byte[] question(String name, long[] wanted) {
        StringBuilder text =
                new StringBuilder("*" + (wanted.length + 2) + "\r\n$" + name.length() + "\r\n" + name + "\r\n");
        for (long n : wanted) {
            text.append('$')
                    .append(Long.toString(n).length())
                    .append("\r\n")
                    .append(n)
                    .append("\r\n");
        }
        return Resp.ascii(text.append("$1\r\n1\r\n").toString());
    }

    @Override
    public void run() {
        if (whole.owner == null) {
            session.pool().loop().requests().give(whole);
            return;
        }
        Round round = new Round();
        for (int server : servers) {
            sender.send(round.fragment(server), question);
        }
        round.seal();
    }

    private boolean isOver(long[] reached) {
        boolean enough = true;
        for (int i = 0; i < wanted.length; i++) {
            enough &= reached[i] >= wanted[i];
        }
        return enough || unblocked == Unblock.TIMEOUT || !forever && System.nanoTime() - deadline >= 0;
    }

    private final class Round extends RedisMerge {
        Round() {
            super(WaitCommand.this.session, whole, servers.length);
        }

        @Override
        void merge(ByteBuf[] replies) {
            long[] least = new long[wanted.length];
            java.util.Arrays.fill(least, Long.MAX_VALUE);
            boolean array = replies[0].getByte(0) == '*';
            for (ByteBuf reply : replies) {
                Elements numbers = array ? Elements.of(reply) : null;
                if (array && numbers.count() != least.length) {
                    throw new MalformedReplyException("not as many numbers as were asked for");
                }
                for (int i = 0; i < least.length; i++) {
                    least[i] = Math.min(least[i], array ? numbers.number(i) : integer(reply));
                }
            }
            if (unblocked == Unblock.ERROR) {
                answered = true;
                deliver(UNBLOCKED);
            } else if (isOver(least)) {
                answered = true;
                deliver(reply(array, least));
            } else {
                session.pool().loop().eventLoop().schedule(WaitCommand.this, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            }
        }

        @Override
        void givesUp() {
            answered = true;
        }

        private byte[] reply(boolean array, long[] least) {
            if (!array) {
                return Resp.integer(least[0]);
            }
            Resp reply = new Resp(2).array(least.length);
            for (long n : least) {
                reply.number(n);
            }
            return reply.toBytes();
        }
    }
}
