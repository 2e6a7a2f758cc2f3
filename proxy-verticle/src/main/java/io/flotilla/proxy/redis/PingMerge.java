package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.route.Split;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** A PING that servers were asked: {@code BUSY} if one of them says so. A server that fails is no reason to fail the proxy's. */
final class PingMerge extends Split {
    private static final byte[] BUSY = "-BUSY".getBytes(StandardCharsets.US_ASCII);

    private final ClientSession session;
    private final ScriptRuns runs;
    private final byte[] pong;
    private final long[] latest;
    private final long asked;

    /**
     * @param servers those that are asked
     * @param pong the proxy's own answer
     */
    PingMerge(ClientSession session, Request whole, ScriptRuns runs, int[] servers, byte[] pong) {
        super(session.pool().loop().requests(), whole, servers.length);
        this.session = session;
        this.runs = runs;
        this.pong = pong;
        this.asked = session.pool().loop().now();
        this.latest = new long[servers.length];
        for (int i = 0; i < servers.length; i++) {
            latest[i] = runs.latest(servers[i]);
        }
    }

    @Override
    protected void merge() {
        ByteBuf busy = null;
        for (int i = 0; i < size(); i++) {
            if (failure(i) == null) {
                ByteBuf reply = takeReply(i);
                if (busy == null && isBusy(reply)) {
                    busy = reply;
                } else {
                    runs.answers(serverOf(i), latest[i], asked);
                    reply.release();
                }
            }
        }
        if (busy == null) {
            if (anyFailure() == null) {
                runs.calm(asked);
            }
            session.onReply(whole(), pong);
        } else {
            session.onReply(whole(), busy, 0, busy.readableBytes(), true);
            busy.release();
        }
    }

    private static boolean isBusy(ByteBuf reply) {
        for (int i = 0; i < BUSY.length; i++) {
            if (i >= reply.readableBytes() || reply.getByte(i) != BUSY[i]) {
                return false;
            }
        }
        return true;
    }
}
