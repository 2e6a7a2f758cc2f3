package io.flotilla.proxy.loop;

import io.netty.channel.EventLoop;
import java.util.Arrays;

/**
 * The connections of one event loop that were written to in this turn. They are flushed together by a task that runs after
 * all reads of the turn, so that everything a turn produces for a connection leaves in one system call.
 */
public final class FlushQueue implements Runnable {
    private final EventLoop eventLoop;
    private Flushable[] dirty = new Flushable[64];
    private int size;
    private boolean scheduled;

    public FlushQueue(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
    }

    /** Marks a connection to be flushed at the end of this turn. */
    void add(Flushable connection) {
        if (connection.queued) {
            return;
        }
        connection.queued = true;
        if (size == dirty.length) {
            dirty = Arrays.copyOf(dirty, size * 2);
        }
        dirty[size++] = connection;
        if (!scheduled) {
            scheduled = true;
            eventLoop.execute(this);
        }
    }

    /** Flushes what is marked, and what flushing marks. */
    @Override
    public void run() {
        for (int i = 0; i < size; i++) {
            Flushable connection = dirty[i];
            dirty[i] = null;
            connection.queued = false;
            connection.flush();
        }
        size = 0;
        scheduled = false;
    }
}
