package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.route.RequestOwner;
import io.flotilla.topology.FailureCause;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.function.Consumer;

/** A short reply to a request that the proxy itself asks a server, whole; an error in its place if none came. */
final class Reply implements RequestOwner {
    private final ClientSession session;
    private final Request request;
    private final Consumer<byte[]> whole;

    /** @param whole is given the reply, errors included */
    Reply(ClientSession session, Consumer<byte[]> whole) {
        this.session = session;
        this.request = session.pool().loop().requests().take(this);
        this.whole = whole;
    }

    /** What is to be sent. */
    Request request() {
        return request;
    }

    @Override
    public void onReply(Request r, ByteBuf bytes, int start, int length, boolean last) {
        request.held.append(bytes, start, length);
        if (last) {
            ByteBuf reply = request.held.takeAll();
            byte[] copy = ByteBufUtil.getBytes(reply);
            reply.release();
            end(copy);
        }
    }

    @Override
    public void onFailure(Request r, FailureCause cause) {
        end(session.pool().codec().error(cause));
    }

    private void end(byte[] reply) {
        session.pool().loop().requests().give(request);
        whole.accept(reply);
    }

    @Override
    public void onHeld(long bytes) {
        // Too short to be counted.
    }
}
