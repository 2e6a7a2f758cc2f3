package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.route.KeyPlan;
import io.flotilla.proxy.route.MalformedReplyException;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.route.Split;
import io.flotilla.topology.FailureCause;
import io.netty.buffer.ByteBuf;

/** Puts the replies of several Redis servers together. If one failed, or answered an error, that is the reply to the whole. */
abstract class RedisMerge extends Split {
    final ClientSession session;

    RedisMerge(ClientSession session, Request whole, int fragments) {
        super(session.pool().loop().requests(), whole, fragments);
        this.session = session;
    }

    @Override
    protected final void merge() {
        FailureCause failure = anyFailure();
        if (failure != null) {
            givesUp();
            session.onFailure(whole(), failure);
            return;
        }
        if (mergeArrays()) {
            return;
        }
        ByteBuf[] replies = new ByteBuf[size()];
        ByteBuf error = null;
        for (int i = 0; i < replies.length; i++) {
            replies[i] = takeReply(i);
            if (error == null && isError(replies[i])) {
                error = replies[i];
            }
        }
        try {
            if (error != null) {
                givesUp();
                session.onReply(whole(), error, 0, error.readableBytes(), true);
            } else {
                merge(replies);
            }
        } catch (MalformedReplyException e) {
            givesUp();
            session.onFailure(whole(), FailureCause.BAD_REPLY);
        } finally {
            for (ByteBuf reply : replies) {
                reply.release();
            }
        }
    }

    /** The whole is about to be answered with a failure or a server's error. */
    void givesUp() {
        // Nothing depends on it, usually.
    }

    /** Whether this merge needs the plan that the request was split by, and gives it back itself. */
    boolean keeps(KeyPlan plan) {
        return false;
    }

    /** Delivers the reply made of replies that are all in arrays and as usual; false if it has not. */
    boolean mergeArrays() {
        return false;
    }

    /**
     * Delivers the reply to {@link #whole}; none of these is an error. The caller releases them.
     *
     * @throws MalformedReplyException if one of them is not what the command answers, before anything is delivered
     */
    abstract void merge(ByteBuf[] replies);

    /** Delivers a reply made here. */
    final void deliver(byte[] reply) {
        session.onReply(whole(), reply);
    }

    /** Delivers a reply made here and releases it. */
    final void deliverOwned(ByteBuf reply) {
        try {
            session.onReply(whole(), reply, reply.readerIndex(), reply.readableBytes(), true);
        } finally {
            reply.release();
        }
    }

    static boolean isError(ByteBuf reply) {
        return reply.getByte(0) == '-' || reply.getByte(0) == '!';
    }

    /** The number that a reply consists of. */
    static long integer(ByteBuf reply) {
        if (reply.getByte(0) != ':') {
            throw new MalformedReplyException("an integer was expected");
        }
        return number(reply);
    }

    /** The number in the line that begins at this index, behind its type. */
    static long number(ByteBuf bytes, int start) {
        long n = 0;
        boolean negative = bytes.getByte(start + 1) == '-';
        for (int i = negative ? start + 2 : start + 1; bytes.getByte(i) != '\r'; i++) {
            int digit = bytes.getByte(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new MalformedReplyException("a number was expected");
            }
            n = n * 10 + digit;
        }
        return negative ? -n : n;
    }

    /** The number in the first line of a reply, behind its type. */
    static long number(ByteBuf reply) {
        return number(reply, 0);
    }
}
