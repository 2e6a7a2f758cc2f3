package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.route.Request;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Texts for people, such as LATENCY DOCTOR: with several servers each stands below its server's name. */
final class TextMerge extends RedisMerge {
    private final int resp;

    /** @param resp the version of the client */
    TextMerge(ClientSession session, Request whole, int fragments, int resp) {
        super(session, whole, fragments);
        this.resp = resp;
    }

    @Override
    void merge(ByteBuf[] replies) {
        if (replies.length == 1) {
            session.onReply(whole(), replies[0], 0, replies[0].readableBytes(), true);
            return;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < replies.length; i++) {
            String server = session.pool().link(serverOf(i)).config().name();
            text.append("# ")
                    .append(server)
                    .append('\n')
                    .append(content(replies[i]))
                    .append('\n');
        }
        deliver(new Resp(resp).text(text.toString()).toBytes());
    }

    /** Of a bulk string, or a verbatim string behind its {@code txt:}. */
    private static String content(ByteBuf reply) {
        boolean verbatim = reply.getByte(0) == '=';
        int start = reply.indexOf(0, reply.writerIndex(), (byte) '\n') + (verbatim ? 5 : 1);
        return reply.toString(start, Math.max(0, reply.writerIndex() - 2 - start), StandardCharsets.ISO_8859_1);
    }
}
