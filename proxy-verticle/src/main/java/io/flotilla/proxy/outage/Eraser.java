package io.flotilla.proxy.outage;

import io.flotilla.proxy.loop.Outbox;
import io.netty.buffer.ByteBuf;

/** How a protocol says that data is to be forgotten. */
public interface Eraser {

    /** Writes the request that deletes a key, its bytes as chars. It gets one reply, whether or not the key is there. */
    void writeDelete(Outbox out, String key);

    /** Writes the request that deletes everything. It gets one reply. */
    void writeFlush(Outbox out);

    /** Whether the reply that begins with these bytes says that nothing was deleted because of an error. */
    boolean isRefusal(ByteBuf reply, int start, int length);
}
