package io.flotilla.proxy.loop;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Says that there is no memory left for the data of requests, and what bounds it: once a second at most, for then many
 * connections fail together.
 */
public final class MemoryShortage {
    private static final System.Logger LOG = System.getLogger(MemoryShortage.class.getName());
    private static final long PAUSE_NANOS = 1_000_000_000L;
    private static final MemoryShortage OF_THE_NODE =
            new MemoryShortage(System::nanoTime, message -> LOG.log(Level.ERROR, "{0}", message));

    private final LongSupplier clock;
    private final Consumer<String> log;
    /** Before this time nothing is said. */
    private final AtomicLong next;

    MemoryShortage(LongSupplier clock, Consumer<String> log) {
        this.clock = clock;
        this.log = log;
        this.next = new AtomicLong(clock.getAsLong());
    }

    /** Says it if a connection failed for this reason. */
    public static void tellIfCauseOf(Throwable failure) {
        if (failure instanceof OutOfMemoryError shortage) {
            OF_THE_NODE.tell(shortage);
        }
    }

    void tell(OutOfMemoryError shortage) {
        long now = clock.getAsLong();
        long due = next.get();
        if (now - due >= 0 && next.compareAndSet(due, now + PAUSE_NANOS)) {
            log.accept("no direct memory left, a connection is closed: " + shortage.getMessage()
                    + "; what clients leave unread is bounded by client_output_limit for each of them, and all of it by"
                    + " -XX:MaxDirectMemorySize");
        }
    }
}
