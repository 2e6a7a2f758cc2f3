package io.flotilla.bench.load;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Counts the replies of one run of a load, and how long each took. */
final class Tally {
    private final List<LoadConnection> connections;
    private final Histogram latency = new Histogram(TimeUnit.MINUTES.toNanos(2), 3);
    private long asked;
    private long inTime;
    private long all;
    private long end;
    private long valuesBefore;
    private long errorsBefore;

    Tally(List<LoadConnection> connections) {
        this.connections = connections;
    }

    /** Begins a run; replies after {@code newEnd} are not in time. */
    void begin(long newEnd) {
        latency.reset();
        asked = 0;
        inTime = 0;
        all = 0;
        end = newEnd;
        valuesBefore = values();
        errorsBefore = errors();
    }

    /** No reply is in time any more. */
    void end() {
        end = Long.MIN_VALUE;
    }

    /** A request that asks for so many values is sent. */
    void asked(int values) {
        asked += values;
    }

    /** So many replies came on this connection. */
    void replies(LoadConnection connection, int count, long now) {
        all += count;
        boolean counts = now <= end;
        for (int i = 0; i < count; i++) {
            long start = connection.ended();
            if (counts) {
                latency.recordValue(now - start);
            }
        }
        if (counts) {
            inTime += count;
        }
    }

    LoadResult result(double seconds) {
        long misses = asked - (values() - valuesBefore);
        return new LoadResult(seconds, inTime, all, latency.copy(), errors() - errorsBefore, misses, firstError());
    }

    /** The first error reply on any connection, or null. */
    String firstError() {
        for (LoadConnection connection : connections) {
            if (connection.replies.firstError() != null) {
                return connection.replies.firstError();
            }
        }
        return null;
    }

    private long values() {
        return connections.stream().mapToLong(each -> each.replies.values()).sum();
    }

    private long errors() {
        return connections.stream().mapToLong(each -> each.replies.errors()).sum();
    }
}
