package io.flotilla.testing.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Threads that do something again and again, with a pause between, until they are closed. */
public final class LoadThreads implements AutoCloseable {
    /** What one thread does each time. Closed by its thread after the last time. */
    public interface Turn extends AutoCloseable {
        void once();

        @Override
        void close();
    }

    private final long pauseNanos;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    /** @param pauseMicros microseconds between the end of one turn and the next */
    public LoadThreads(long pauseMicros) {
        this.pauseNanos = pauseMicros * 1000;
    }

    /** Starts a thread; the turn is made by it. */
    public void start(String name, Supplier<? extends Turn> turns) {
        Thread thread = new Thread(() -> run(turns), name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void run(Supplier<? extends Turn> turns) {
        try (Turn turn = turns.get()) {
            while (!stopped) {
                turn.once();
                LockSupport.parkNanos(pauseNanos);
            }
        }
    }

    /** How many were started. */
    public int count() {
        return threads.size();
    }

    /** Returns when all turns have ended. */
    @Override
    public void close() {
        stopped = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
