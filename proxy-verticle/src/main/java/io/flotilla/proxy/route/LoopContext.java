package io.flotilla.proxy.route;

import io.flotilla.proxy.loop.ArrayStash;
import io.flotilla.proxy.loop.BufferStash;
import io.flotilla.proxy.loop.FlushQueue;
import io.flotilla.proxy.loop.Outbox;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;

/** The tools of one event loop. Everything in it belongs to that loop's thread. */
public final class LoopContext {
    /** Plans that are kept. */
    private static final int PLANS = 256;

    private final EventLoop eventLoop;
    private final ByteBufAllocator allocator;
    private final FlushQueue flushes;
    private final BufferStash buffers;
    private final ArrayStash arrays = new ArrayStash();
    private final RequestPool requests = new RequestPool(arrays);
    private final ArrayDeque<KeyPlan> plans = new ArrayDeque<>();
    private final LongSupplier clock;
    private long now;
    private boolean limited;
    private long validUntil;

    public LoopContext(EventLoop eventLoop, ByteBufAllocator allocator) {
        this(eventLoop, allocator, System::nanoTime);
    }

    /** As above, with another clock, in nanoseconds. */
    public LoopContext(EventLoop eventLoop, ByteBufAllocator allocator, LongSupplier clock) {
        this.clock = clock;
        this.now = clock.getAsLong();
        this.eventLoop = eventLoop;
        this.allocator = allocator;
        this.flushes = new FlushQueue(eventLoop);
        this.buffers = new BufferStash(allocator);
    }

    public EventLoop eventLoop() {
        return eventLoop;
    }

    public ByteBufAllocator allocator() {
        return allocator;
    }

    /** An outbox that is flushed at the end of each turn in which it was written to. */
    public Outbox newOutbox() {
        return new Outbox(flushes, buffers);
    }

    public RequestPool requests() {
        return requests;
    }

    public ArrayStash arrays() {
        return arrays;
    }

    /** A plan for a request of several keys. To be given back. */
    public KeyPlan newPlan() {
        KeyPlan plan = plans.poll();
        return plan == null ? new KeyPlan(arrays) : plan;
    }

    /** Takes back a plan that is not needed any more. */
    public void give(KeyPlan plan) {
        plan.clear();
        if (plans.size() < PLANS) {
            plans.push(plan);
        }
    }

    /** Reads the clock. Called once per socket read, not per request. */
    public long tick() {
        return now = clock.getAsLong();
    }

    /** What this loop knows of the topology counts until this time of {@link System#nanoTime}. Before that, for ever. */
    public void validUntil(long nanos) {
        limited = true;
        validUntil = nanos;
    }

    /** Whether the latest {@link #tick} was too late: nobody knows what the fleet has decided since. */
    public boolean isStale() {
        return limited && now - validUntil >= 0;
    }

    /** Gives buffers back. */
    public void close() {
        buffers.close();
    }

    /** The time of the latest {@link #tick}, in nanoseconds of {@link System#nanoTime} or another clock. */
    public long now() {
        return now;
    }
}
