package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.route.Request;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * One list out of the servers' lists, one behind the other: KEYS, PUBSUB CHANNELS. An array or, where the
 * servers answer one, a set.
 */
final class ListMerge extends RedisMerge {
    /** Whether an element of one server's list belongs into the whole. */
    private interface Filter {
        boolean keeps(int server, Elements list, int element, ByteBuf bytes);
    }

    private final Filter filter;

    private ListMerge(ClientSession session, Request whole, int fragments, Filter filter) {
        super(session, whole, fragments);
        this.filter = filter;
    }

    /** Each string once. */
    static ListMerge distinct(ClientSession session, Request whole, int fragments) {
        Set<String> seen = new HashSet<>();
        return new ListMerge(session, whole, fragments, (server, list, element, bytes) -> seen.add(list.text(element)));
    }

    /** Keys that are on their server: a copy that an ejection left on another one is not a key of the pool. */
    static ListMerge ownKeys(ClientSession session, Request whole, int fragments) {
        OwnKeys own = new OwnKeys(session.pool());
        return new ListMerge(session, whole, fragments, own::contains);
    }

    @Override
    void merge(ByteBuf[] replies) {
        Elements[] lists = new Elements[replies.length];
        int bytes = 32;
        for (int i = 0; i < replies.length; i++) {
            lists[i] = Elements.of(replies[i]);
            bytes += replies[i].readableBytes();
        }
        ByteBuf elements = session.pool().loop().allocator().directBuffer(bytes);
        int count = 0;
        for (int i = 0; i < replies.length; i++) {
            for (int element = 0; element < lists[i].count(); element++) {
                if (filter.keeps(serverOf(i), lists[i], element, replies[i])) {
                    lists[i].copyTo(elements, element);
                    count++;
                }
            }
        }
        String head = (replies[0].getByte(0) == '~' ? '~' : '*') + Integer.toString(count) + "\r\n";
        ByteBuf headBytes = session.pool().loop().allocator().directBuffer(16);
        headBytes.writeCharSequence(head, StandardCharsets.US_ASCII);
        session.onReply(whole(), headBytes, 0, headBytes.readableBytes(), false);
        headBytes.release();
        deliverOwned(elements);
    }
}
