package io.flotilla.topology;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;

/** How much was not believed since the start, by what it was. Thread-safe. */
final class Refusals {
    private static final long WARNING_INTERVAL = 60_000_000_000L;
    private static final System.Logger LOG = System.getLogger(Refusals.class.getName());

    /** What can be refused. */
    enum What {
        /** A message between nodes. */
        MESSAGE("a message"),
        /** The shared copy of the agreed state. */
        COPY("the shared copy of the topology"),
        /** A command on the event bus. */
        COMMAND("a command"),
        /** A member of the cluster that says it is a node. */
        MEMBER("a member of the cluster");

        private final String words;

        What(String words) {
            this.words = words;
        }
    }

    private final AtomicLongArray counts = new AtomicLongArray(What.values().length);
    private final long[] lastWarnings = new long[What.values().length];

    /** Counts, and says so in the log: the first time, and once a minute, since who sends nonsense sends much of it. */
    void add(What what, String why) {
        long count = counts.incrementAndGet(what.ordinal());
        if (isDue(what, count)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} was refused, {1} since the start: {2}",
                    what.words,
                    Long.toString(count),
                    why);
        }
    }

    private synchronized boolean isDue(What what, long count) {
        long now = System.nanoTime();
        boolean due = count == 1 || now - lastWarnings[what.ordinal()] > WARNING_INTERVAL;
        if (due) {
            lastWarnings[what.ordinal()] = now;
        }
        return due;
    }

    long of(What what) {
        return counts.get(what.ordinal());
    }

    /** All of them, by their names in lower case. */
    Map<String, Long> all() {
        Map<String, Long> all = new TreeMap<>();
        for (What what : What.values()) {
            all.put(what.name().toLowerCase(Locale.ROOT), of(what));
        }
        return all;
    }
}
