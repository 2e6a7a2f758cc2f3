package io.flotilla.proxy.client;

import io.netty.buffer.ByteBuf;

/** Cuts requests out of one client's bytes and sets each on its way. */
public interface RequestDecoder {

    /**
     * Takes the next request, or the next piece of one that is streamed, off the input and dispatches it. Must leave the
     * reader index where it was when it takes nothing, either because bytes are missing or because it paused the session.
     *
     * @return whether it may be called again; false if more bytes are needed or the session is paused
     */
    boolean next(ByteBuf in);

    /** Whether the latest request waits in a server for something that may never happen. */
    default boolean isWaiting() {
        return false;
    }

    /** Whether a request is being forwarded whose rest has yet to come. */
    default boolean isUploading() {
        return false;
    }

    /** The client has gone. */
    void close();
}
