package io.flotilla.proxy.client;

import io.flotilla.proxy.loop.MemoryShortage;
import io.flotilla.proxy.loop.Outbox;
import io.flotilla.proxy.route.LoopContext;
import io.flotilla.proxy.route.ReplyBuffer;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.route.RequestOwner;
import io.flotilla.topology.FailureCause;
import io.netty.buffer.ByteBuf;

/**
 * The replies to one client, in the order of its requests. A reply whose turn has come is written straight to the client; one
 * that is early waits in its {@link Request}.
 */
final class ReplyOrder implements RequestOwner {
    private final ClientSession session;
    private final PoolLoop pool;
    private final LoopContext loop;
    private final Outbox out;
    private Request head;
    private Request tail;
    private int inFlight;
    private long answered;
    /** What servers sent on their own accord while a reply was half written. */
    private ReplyBuffer pushed;

    private long heldBytes;
    private boolean muted;
    private boolean writable = true;

    ReplyOrder(ClientSession session, Outbox out) {
        this.session = session;
        this.pool = session.pool();
        this.loop = pool.loop();
        this.out = out;
    }

    /** Whether every request is answered. */
    boolean isEmpty() {
        return head == null;
    }

    /** The number of requests that are not answered. */
    int size() {
        return inFlight;
    }

    /** How many requests were answered so far. */
    long answered() {
        return answered;
    }

    /** A request that is last in the order. */
    Request request() {
        Request r = loop.requests().take(this);
        if (tail == null) {
            head = r;
        } else {
            tail.next = r;
        }
        tail = r;
        r.quiet = muted;
        if (++inFlight >= ClientSession.PIPELINE_LIMIT) {
            session.pause(Pause.PIPELINE);
        }
        return r;
    }

    /** Whether the client wants no replies to the requests that come from now on. */
    void mute(boolean noReplies) {
        muted = noReplies;
    }

    /** Answers a request that is last in the order and was made for that alone. */
    void reply(byte[] bytes) {
        if (muted) {
            return;
        }
        if (head == null) {
            out.write(bytes);
        } else {
            Request r = request();
            r.held.append(bytes, bytes.length);
            r.done = true;
            onHeld(bytes.length);
        }
    }

    @Override
    public void onReply(Request r, ByteBuf bytes, int start, int length, boolean last) {
        if (r == head) {
            r.begun = true;
            if (!r.quiet) {
                write(bytes, start, length);
                if (!writable) {
                    checkLimit();
                }
            }
            if (last) {
                finishHead();
            }
        } else {
            if (!r.quiet) {
                hold(r, bytes, start, length);
            }
            r.done = last;
        }
    }

    /** The whole reply to a request in this order, made here. */
    void onReply(Request r, byte[] bytes, int length) {
        if (r == head) {
            if (!r.quiet) {
                write(bytes, length);
                if (!writable) {
                    checkLimit();
                }
            }
            finishHead();
        } else {
            if (!r.quiet) {
                r.held.append(bytes, length);
                onHeld(length);
            }
            r.done = true;
        }
    }

    /** Sends the client a whole frame that answers no request: at once, or behind a reply that is half written. */
    void push(ByteBuf bytes, int start, int length) {
        if (head != null && head.begun) {
            waitingPushes().append(bytes, start, length);
            onHeld(length);
            return;
        }
        out.write(bytes, start, length);
        if (!writable) {
            checkLimit();
        }
    }

    /** As above. */
    void push(byte[] bytes) {
        if (head != null && head.begun) {
            waitingPushes().append(bytes, bytes.length);
            onHeld(bytes.length);
        } else {
            out.write(bytes);
        }
    }

    private ReplyBuffer waitingPushes() {
        if (pushed == null) {
            pushed = new ReplyBuffer(loop.arrays());
        }
        return pushed;
    }

    @Override
    public void onFailure(Request r, FailureCause cause) {
        pool.counters().forwardError++;
        if (r.begun && !r.quiet) {
            // Half a reply is with the client: nothing that follows could be told from the other half.
            r.done = true;
            session.cut();
            return;
        }
        onHeld(-r.held.length());
        r.held.clear();
        byte[] error = pool.codec().error(cause);
        onReply(r, error, error.length);
    }

    @Override
    public void onHeld(long bytes) {
        heldBytes += bytes;
        if (bytes > 0 && heldBytes > pool.limits().clientOutputBytes()) {
            session.cut();
        }
    }

    private void finishHead() {
        Request r = head;
        if (pushed != null) {
            heldBytes -= pushed.length();
            pushed.drainTo(out);
            pushed = null;
        }
        do {
            head = r.next;
            loop.requests().give(r);
            inFlight--;
            answered++;
            r = head;
            if (r == null) {
                tail = null;
                session.onEmptied();
                break;
            }
            if (!r.held.isEmpty()) {
                r.begun = true;
                heldBytes -= r.held.length();
                write(r.held);
            }
        } while (r.done);
        session.onAnswered();
    }

    private void write(ByteBuf bytes, int start, int length) {
        try {
            out.write(bytes, start, length);
        } catch (OutOfMemoryError e) {
            lose(e);
        }
    }

    private void write(byte[] bytes, int length) {
        try {
            out.write(bytes, 0, length);
        } catch (OutOfMemoryError e) {
            lose(e);
        }
    }

    private void write(ReplyBuffer held) {
        try {
            held.drainTo(out);
        } catch (OutOfMemoryError e) {
            lose(e);
        }
    }

    private void hold(Request r, ByteBuf bytes, int start, int length) {
        try {
            r.held.append(bytes, start, length);
            onHeld(length);
        } catch (OutOfMemoryError e) {
            lose(e);
        }
    }

    /** A part of a reply is missing: nothing may go out behind it. Only this client suffers, not those of the same server. */
    private void lose(OutOfMemoryError e) {
        MemoryShortage.tellIfCauseOf(e);
        out.close();
        session.cut();
    }

    /** The client reads, or does not. */
    void writable(boolean nowWritable) {
        writable = nowWritable;
        if (!nowWritable) {
            checkLimit();
        }
    }

    private void checkLimit() {
        if (out.pendingBytes() + heldBytes > pool.limits().clientOutputBytes()) {
            session.cut();
        }
    }

    /** The client has gone: nobody waits for what is in flight. */
    void close() {
        for (Request r = head; r != null; ) {
            Request following = r.next;
            r.next = null;
            if (r.done) {
                loop.requests().give(r);
            } else {
                r.held.clear();
                r.owner = null;
            }
            r = following;
        }
        head = null;
        tail = null;
        if (pushed != null) {
            pushed.clear();
        }
        out.close();
    }
}
