package io.flotilla.proxy.route;

import io.netty.buffer.ByteBuf;

/**
 * Finds where one reply ends in a server's bytes, however they are cut. It remembers where it stands between calls, so that
 * every byte it has passed can be handed on at once: a reply is never collected in order to be understood.
 */
public interface ReplyFramer {

    /**
     * Moves the reader index over the bytes of the reply under way: to its end, or to the end of the buffer.
     *
     * @return whether the reply ended at the reader index; the next call starts another one
     * @throws MalformedReplyException if no valid reply can begin like this
     */
    boolean advance(ByteBuf in);

    /** Whether the reply under way, or the last one that ended, is an error of the server's protocol. */
    boolean isError();

    /** Forgets the reply under way. */
    void reset();
}
