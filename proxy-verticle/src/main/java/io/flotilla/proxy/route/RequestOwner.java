package io.flotilla.proxy.route;

import io.flotilla.topology.FailureCause;
import io.netty.buffer.ByteBuf;

/** Whoever waits for the reply to a {@link Request}: a client, or the split that the request is a fragment of. */
public interface RequestOwner {

    /**
     * A piece of the reply: {@code length} bytes of {@code bytes} from index {@code start}, valid during the call only.
     *
     * @param last whether the reply ends with this piece; the request is given back by the owner then
     */
    void onReply(Request request, ByteBuf bytes, int start, int length, boolean last);

    /** There will be no (further) reply. The request is given back by the owner. */
    void onFailure(Request request, FailureCause cause);

    /** Bytes that began (or, negative, ceased) to wait in memory on the owner's behalf. */
    void onHeld(long bytes);
}
