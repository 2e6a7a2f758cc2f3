package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.route.Request;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** SLOWLOG GET: the entries of all servers, the latest first, and no more of them than one server would give. */
final class SlowlogMerge extends RedisMerge {
    private static final int DEFAULT_COUNT = 10;

    private record Entry(Elements entries, int index, long second) {}

    private final long most;

    SlowlogMerge(ClientSession session, Request whole, int fragments, Words words) {
        super(session, whole, fragments);
        long count = words.count() > 2 ? words.number(2) : DEFAULT_COUNT;
        this.most = count < 0 ? Long.MAX_VALUE : count;
    }

    @Override
    void merge(ByteBuf[] replies) {
        List<Entry> all = new ArrayList<>();
        int bytes = 32;
        for (ByteBuf reply : replies) {
            bytes += reply.readableBytes();
            Elements entries = Elements.of(reply);
            for (int i = 0; i < entries.count(); i++) {
                all.add(new Entry(entries, i, entries.of(i).number(1)));
            }
        }
        all.sort(Comparator.comparingLong(Entry::second).reversed());
        List<Entry> latest = all.subList(0, (int) Math.min(most, all.size()));
        ByteBuf merged = session.pool().loop().allocator().directBuffer(bytes);
        merged.writeCharSequence("*" + latest.size() + "\r\n", StandardCharsets.US_ASCII);
        latest.forEach(e -> e.entries.copyTo(merged, e.index));
        deliverOwned(merged);
    }
}
