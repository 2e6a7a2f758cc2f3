package io.flotilla.proxy.memcached;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.client.Codec;
import io.flotilla.proxy.client.RequestDecoder;
import io.flotilla.proxy.route.ReplyFramer;
import io.flotilla.proxy.server.Handshake;
import io.flotilla.topology.FailureCause;

/** memcached's text protocol. Has no state; one object serves any number of event loops. */
public final class MemcachedCodec implements Codec {
    private static final byte[][] ERRORS = new byte[FailureCause.values().length][];

    static {
        for (FailureCause cause : FailureCause.values()) {
            ERRORS[cause.ordinal()] = Replies.line("SERVER_ERROR " + cause.text());
        }
    }

    @Override
    public RequestDecoder newDecoder(ClientSession session) {
        return new MemcachedDecoder(session);
    }

    @Override
    public byte[] error(FailureCause cause) {
        return ERRORS[cause.ordinal()];
    }

    @Override
    public byte[] tooManyClients() {
        return Replies.TOO_MANY_CLIENTS;
    }

    @Override
    public ReplyFramer newFramer() {
        return new MemcachedReplyFramer();
    }

    @Override
    public Handshake handshake(int kind) {
        return Handshake.NONE;
    }

    @Override
    public boolean toleratesHandshakeError(String reply) {
        return false;
    }
}
