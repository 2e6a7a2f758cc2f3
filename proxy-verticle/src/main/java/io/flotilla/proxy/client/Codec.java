package io.flotilla.proxy.client;

import io.flotilla.proxy.outage.Eraser;
import io.flotilla.proxy.server.Dialect;
import io.flotilla.topology.FailureCause;

/** One protocol, as the data path sees it. */
public interface Codec extends Dialect, Eraser {

    /** A decoder for a new client. */
    RequestDecoder newDecoder(ClientSession session);

    /** The error reply for a request that could not be served. */
    byte[] error(FailureCause cause);

    /** What a client is told whose connection is one too many. */
    byte[] tooManyClients();
}
