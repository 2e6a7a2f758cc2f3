package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.route.Request;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.ThreadLocalRandom;

/**
 * RANDOMKEY of a random server; of the next one if that has no key of its own, until all have been asked. Each server counts
 * alike, whatever the number of its keys.
 */
final class RandomKey {
    private static final byte[] REQUEST = Resp.ascii("*1\r\n$9\r\nRANDOMKEY\r\n");

    private final ClientSession session;
    private final SharedSender sender;
    private final int[] servers;
    private final OwnKeys own;
    private final Request whole;
    private int asked;

    /** @param servers those to ask; at least one */
    RandomKey(ClientSession session, SharedSender sender, int[] servers) {
        this.session = session;
        this.sender = sender;
        this.servers = servers;
        this.own = new OwnKeys(session.pool());
        this.whole = session.request();
        int first = ThreadLocalRandom.current().nextInt(servers.length);
        int[] turned = servers.clone();
        for (int i = 0; i < turned.length; i++) {
            servers[i] = turned[(first + i) % turned.length];
        }
    }

    void askNext() {
        Answer answer = new Answer();
        sender.send(answer.fragment(servers[asked++]), REQUEST);
        answer.seal();
    }

    private final class Answer extends RedisMerge {
        Answer() {
            super(RandomKey.this.session, whole, 1);
        }

        @Override
        void merge(ByteBuf[] replies) {
            boolean none = replies[0].getByte(0) == '_' || replies[0].getByte(1) == '-';
            if (asked < servers.length && (none || !own.containsOnly(serverOf(0), replies[0]))) {
                askNext();
            } else {
                session.onReply(whole(), replies[0], 0, replies[0].readableBytes(), true);
            }
        }
    }
}
