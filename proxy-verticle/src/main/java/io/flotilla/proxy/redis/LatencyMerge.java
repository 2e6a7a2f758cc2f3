package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.route.MalformedReplyException;
import io.flotilla.proxy.route.Request;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** {@code LATENCY HISTORY}, {@code LATEST} and {@code HISTOGRAM} of several servers, each as one server would show it. */
final class LatencyMerge extends RedisMerge {
    /** What becomes of the servers' lists. */
    private interface Rule {
        void merge(List<Elements> servers, Resp reply);
    }

    private final int resp;
    private final Rule rule;

    private LatencyMerge(ClientSession session, Request whole, int fragments, int resp, Rule rule) {
        super(session, whole, fragments);
        this.resp = resp;
        this.rule = rule;
    }

    /** One entry a second, the longest, as a server keeps them. */
    static LatencyMerge history(ClientSession session, Request whole, int fragments) {
        return new LatencyMerge(session, whole, fragments, 2, LatencyMerge::history);
    }

    /** One entry an event: the latest, and the longest of all. */
    static LatencyMerge latest(ClientSession session, Request whole, int fragments) {
        return new LatencyMerge(session, whole, fragments, 2, LatencyMerge::latest);
    }

    /**
     * The calls of each command, and how many of them took no longer than so many microseconds, added.
     *
     * @param resp the version of the client
     */
    static LatencyMerge histogram(ClientSession session, Request whole, int fragments, int resp) {
        return new LatencyMerge(session, whole, fragments, resp, LatencyMerge::histogram);
    }

    @Override
    void merge(ByteBuf[] replies) {
        if (replies.length == 1) {
            session.onReply(whole(), replies[0], 0, replies[0].readableBytes(), true);
            return;
        }
        List<Elements> servers = new ArrayList<>();
        for (ByteBuf each : replies) {
            servers.add(Elements.of(each));
        }
        Resp reply = new Resp(resp);
        rule.merge(servers, reply);
        deliver(reply.toBytes());
    }

    private static Elements entry(Elements list, int index, int size) {
        Elements entry = list.of(index);
        if (entry.count() != size) {
            throw new MalformedReplyException(size + " elements were expected");
        }
        return entry;
    }

    private static void history(List<Elements> servers, Resp reply) {
        Map<Long, Long> longest = new TreeMap<>();
        for (Elements server : servers) {
            for (int i = 0; i < server.count(); i++) {
                Elements entry = entry(server, i, 2);
                longest.merge(entry.number(0), entry.number(1), Math::max);
            }
        }
        reply.array(longest.size());
        longest.forEach((second, millis) -> reply.array(2).number(second).number(millis));
    }

    private record Event(long second, long millis, long longest) {
        Event with(Event other) {
            boolean later = other.second > second || other.second == second && other.millis > millis;
            Event latest = later ? other : this;
            return new Event(latest.second, latest.millis, Math.max(longest, other.longest));
        }
    }

    private static void latest(List<Elements> servers, Resp reply) {
        Map<String, Event> events = new LinkedHashMap<>();
        for (Elements server : servers) {
            for (int i = 0; i < server.count(); i++) {
                Elements entry = entry(server, i, 4);
                Event event = new Event(entry.number(1), entry.number(2), entry.number(3));
                events.merge(entry.text(0), event, Event::with);
            }
        }
        reply.array(events.size());
        events.forEach((name, event) -> reply.array(4)
                .string(name)
                .number(event.second)
                .number(event.millis)
                .number(event.longest));
    }

    /** One command: its calls, and for each server the number of calls up to so many microseconds. */
    private static final class Histogram {
        private long calls;
        private final List<TreeMap<Long, Long>> upTo = new ArrayList<>();

        void add(Elements server) {
            calls += server.number(1);
            Elements buckets = server.of(3);
            TreeMap<Long, Long> counts = new TreeMap<>();
            for (int i = 0; i + 1 < buckets.count(); i += 2) {
                counts.put(buckets.number(i), buckets.number(i + 1));
            }
            upTo.add(counts);
        }

        void write(Resp reply) {
            TreeSet<Long> limits = new TreeSet<>();
            upTo.forEach(server -> limits.addAll(server.keySet()));
            reply.map(2).string("calls").number(calls).string("histogram_usec").map(limits.size());
            for (long limit : limits) {
                reply.number(limit);
                reply.number(upTo.stream()
                        .map(server -> server.floorEntry(limit))
                        .mapToLong(nearest -> nearest == null ? 0 : nearest.getValue())
                        .sum());
            }
        }
    }

    private static void histogram(List<Elements> servers, Resp reply) {
        Map<String, Histogram> commands = new LinkedHashMap<>();
        for (Elements server : servers) {
            for (int i = 0; i + 1 < server.count(); i += 2) {
                commands.computeIfAbsent(server.text(i), name -> new Histogram())
                        .add(entry(server, i + 1, 4));
            }
        }
        reply.map(commands.size());
        commands.forEach((name, histogram) -> {
            reply.string(name);
            histogram.write(reply);
        });
    }
}
