package io.flotilla.proxy.memcached;

import io.flotilla.proxy.client.PoolLoop;
import io.flotilla.proxy.route.Request;
import io.flotilla.topology.FailureCause;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code stats} of a pool. Without a group: one list as of one large server, see {@link StatsSum}. With a group: every server's
 * list, each name behind the server's. Servers that do not answer are left out; with none left the client gets the error. A
 * pool of one server passes everything through.
 */
final class PoolStats extends Broadcast {
    private static final String END = "END\r\n";

    private final PoolLoop pool;
    private final List<String> names = new ArrayList<>();
    private final boolean grouped;

    private PoolStats(PoolLoop pool, Request whole, boolean grouped) {
        super(pool, whole);
        this.pool = pool;
        this.grouped = grouped;
        for (int i = 0; i < pool.servers(); i++) {
            if (pool.ring().contains(i)) {
                names.add(pool.link(i).config().name());
            }
        }
    }

    static boolean begin(Forwarder forwarder, ByteBuf in, int start, int nameEnd, int textEnd, int end) {
        PoolLoop pool = forwarder.pool();
        int server = anyServer(forwarder);
        if (server < 0) {
            return forwarder.unroutable(server, in, end, Silence.NONE);
        }
        if (Words.skipSpaces(in, nameEnd, textEnd) < textEnd && in.indexOf(nameEnd, textEnd, (byte) 0) >= 0) {
            return forwarder.answer(in, end, Replies.ERROR);
        }
        if (pool.servers() == 1) {
            return forwarder.forward(in, start, end, server, Silence.NONE);
        }
        boolean grouped = Words.skipSpaces(in, nameEnd, textEnd) < textEnd;
        new PoolStats(pool, forwarder.session().request(), grouped).send(forwarder, in, start, textEnd);
        return forwarder.drop(in, end);
    }

    @Override
    protected void merge() {
        List<String> replies = new ArrayList<>();
        FailureCause failure = null;
        for (int f = 0; f < size(); f++) {
            if (failure(f) == null) {
                ByteBuf reply = takeReply(f);
                replies.add(reply.toString(StandardCharsets.ISO_8859_1));
                reply.release();
            } else {
                replies.add(null);
                failure = failure(f);
            }
        }
        if (replies.stream().allMatch(r -> r == null)) {
            whole().owner.onFailure(whole(), failure);
            return;
        }
        if (failure != null) {
            pool.counters().forwardError++;
        }
        answer(merged(replies));
    }

    private void answer(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        whole().owner.onReply(whole(), Replies.shared(bytes), 0, bytes.length, true);
    }

    private String merged(List<String> replies) {
        for (String reply : replies) {
            if (reply != null && !isList(reply)) {
                return reply;
            }
        }
        return grouped ? listed(replies) : summed(replies);
    }

    private static boolean isList(String reply) {
        return reply.equals(END) || reply.endsWith("\n" + END);
    }

    private String summed(List<String> replies) {
        StatsSum sum = new StatsSum();
        for (String reply : replies) {
            if (reply != null) {
                lines(reply).filter(l -> l.startsWith("STAT ")).forEach(l -> sum.add(l.substring(5)));
            }
        }
        sum.put("flotilla_servers", pool.servers());
        sum.put("flotilla_servers_in", size());
        sum.put(
                "flotilla_servers_answered",
                replies.stream().filter(r -> r != null).count());
        return sum + END;
    }

    private String listed(List<String> replies) {
        StringBuilder all = new StringBuilder();
        for (int f = 0; f < replies.size(); f++) {
            if (replies.get(f) != null) {
                String server = names.get(f);
                lines(replies.get(f)).filter(PoolStats::isEntry).forEach(line -> all.append(named(server, line))
                        .append("\r\n"));
            }
        }
        return all + END;
    }

    /** Lines without their ends. A carriage return amid a line is a part of it. */
    private static Stream<String> lines(String reply) {
        return Arrays.stream(reply.split("\n")).map(l -> l.endsWith("\r") ? l.substring(0, l.length() - 1) : l);
    }

    private static boolean isEntry(String line) {
        return line.startsWith("STAT ") || line.startsWith("ITEM ") || line.startsWith("PREFIX ");
    }

    private static String named(String server, String line) {
        return line.startsWith("STAT ") ? "STAT " + server + ":" + line.substring(5) : line;
    }
}
