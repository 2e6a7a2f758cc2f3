package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.route.RequestOwner;
import io.flotilla.topology.FailureCause;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks servers for their versions, for a client that waits to be told the lowest: but not for long, whatever they do. */
final class VersionQuestion implements RequestOwner {
    private static final int PATIENCE_MILLIS = 1_000;
    private static final byte[] INFO = Resp.ascii("*2\r\n$4\r\nINFO\r\n$6\r\nserver\r\n");

    private final ClientSession session;
    private final RedisShared shared;
    private final List<InfoText> texts = new ArrayList<>();
    private int awaited;
    private boolean answered;
    private boolean over;

    VersionQuestion(ClientSession session, RedisShared shared) {
        this.session = session;
        this.shared = shared;
    }

    /** Asks them, and takes no request of the client until it is {@link #isOver}. */
    void ask(int[] servers, SharedSender sender) {
        awaited = servers.length;
        for (int server : servers) {
            Request request = session.pool().loop().requests().take(this);
            request.server = server;
            sender.send(request, INFO);
        }
        session.pool().loop().eventLoop().schedule(this::end, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        session.awaitConfirmation();
    }

    /** Whether all have answered, or should have. */
    boolean isOver() {
        return over;
    }

    @Override
    public void onReply(Request request, ByteBuf bytes, int start, int length, boolean last) {
        request.held.append(bytes, start, length);
        if (!last) {
            return;
        }
        ByteBuf reply = request.held.takeAll();
        answered = true;
        if (!RedisMerge.isError(reply)) {
            texts.add(InfoText.of(reply));
        }
        reply.release();
        settled(request);
    }

    @Override
    public void onFailure(Request request, FailureCause cause) {
        request.held.clear();
        settled(request);
    }

    private void settled(Request request) {
        session.pool().loop().requests().give(request);
        if (--awaited == 0) {
            end();
        }
    }

    /** Those who have not answered by now do not count. */
    private void end() {
        if (over) {
            return;
        }
        over = true;
        if (answered) {
            shared.serversHaveVersion(
                    InfoText.merge(texts).section("Server").getOrDefault("redis_version", RedisShared.ASSUMED_VERSION));
        }
        if (!session.isClosed()) {
            session.confirmed();
        }
    }

    @Override
    public void onHeld(long bytes) {
        // A few hundred bytes each.
    }
}
