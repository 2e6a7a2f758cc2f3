package io.flotilla.bench.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/** What a recording says of the event loops' threads during a measurement. */
final class ThreadsRecord {
    static final String HEAD =
            "| load | requests/s | contended locks | waits | parks | bytes allocated per request | collections |\n"
                    + "|---|---|---|---|---|---|---|";
    private static final String ENTER = "jdk.JavaMonitorEnter";
    private static final String WAIT = "jdk.JavaMonitorWait";
    private static final String PARK = "jdk.ThreadPark";
    private static final String LOOP = "eventloop";
    private static final int SITES = 3;

    private final long from;
    private final long to;
    private final long replies;
    private final Map<String, Integer> waits = new HashMap<>();
    private final Map<String, Long> samples = new TreeMap<>();
    private final Map<Long, long[]> allocated = new HashMap<>();
    private int collections;

    private ThreadsRecord(long from, long to, long replies) {
        this.from = from;
        this.to = to;
        this.replies = replies;
    }

    /**
     * @param from when the measurement began, in milliseconds of the wall clock
     * @param to when it ended
     * @param replies how many requests were answered meanwhile
     */
    static ThreadsRecord read(Path recording, long from, long to, long replies) throws IOException {
        ThreadsRecord record = new ThreadsRecord(from, to, replies);
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                record.take(file.readEvent());
            }
        }
        return record;
    }

    private void take(RecordedEvent event) {
        long at = event.getStartTime().toEpochMilli();
        if (at < from || at > to) {
            return;
        }
        switch (event.getEventType().getName()) {
            case "jdk.GarbageCollection" -> collections++;
            case "jdk.ThreadAllocationStatistics" -> takeAllocated(event);
            case "jdk.ObjectAllocationSample" -> takeSample(event);
            case ENTER, WAIT, PARK -> {
                if (isLoop(event.getThread())) {
                    waits.merge(event.getEventType().getName(), 1, Integer::sum);
                }
            }
            default -> {
                // What a recording has by default.
            }
        }
    }

    private static boolean isLoop(RecordedThread thread) {
        return thread != null
                && thread.getJavaName() != null
                && thread.getJavaName().contains(LOOP);
    }

    /** Each event tells what a thread has allocated since it began. */
    private void takeAllocated(RecordedEvent event) {
        RecordedThread thread = event.getThread("thread");
        if (isLoop(thread)) {
            long bytes = event.getLong("allocated");
            long[] range = allocated.computeIfAbsent(thread.getJavaThreadId(), id -> new long[] {bytes, bytes, 0});
            range[0] = Math.min(range[0], bytes);
            range[1] = Math.max(range[1], bytes);
            range[2]++;
        }
    }

    private void takeSample(RecordedEvent event) {
        if (isLoop(event.getThread()) && event.getStackTrace() != null) {
            RecordedFrame top = event.getStackTrace().getFrames().get(0);
            String site = event.getClass("objectClass").getName() + " by "
                    + top.getMethod().getType().getName() + "."
                    + top.getMethod().getName();
            samples.merge(site, event.getLong("weight"), Long::sum);
        }
    }

    /** Whether an event loop was kept waiting by another thread. */
    boolean hasWaited() {
        return !waits.isEmpty();
    }

    private double bytesPerRequest() {
        double bytes = 0;
        for (long[] range : allocated.values()) {
            // One reading a second: so many whole seconds lie between the first and the last.
            bytes += range[2] > 1 ? (range[1] - range[0]) / (range[2] - 1.0) : 0;
        }
        return bytes / rate();
    }

    private double rate() {
        return replies * 1000.0 / (to - from);
    }

    String row(String load) {
        return String.format(
                Locale.ROOT,
                "| %s | %,.0f | %d | %d | %d | %.2f | %d |",
                load,
                rate(),
                waits.getOrDefault(ENTER, 0),
                waits.getOrDefault(WAIT, 0),
                waits.getOrDefault(PARK, 0),
                bytesPerRequest(),
                collections);
    }

    /** Where most is allocated, by the recorder's samples. */
    List<String> sites() {
        long all =
                Math.max(1, samples.values().stream().mapToLong(Long::longValue).sum());
        List<String> top = new ArrayList<>();
        samples.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(SITES)
                .forEach(
                        e -> top.add(String.format(Locale.ROOT, "%.0f %% %s", 100.0 * e.getValue() / all, e.getKey())));
        return top;
    }
}
