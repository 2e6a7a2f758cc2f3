package io.flotilla.proxy.client;

import io.flotilla.proxy.loop.Outbox;
import io.flotilla.proxy.route.LoopContext;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.route.RequestOwner;
import io.flotilla.proxy.server.OwnConnections;
import io.flotilla.proxy.server.ServerConnection;
import io.flotilla.topology.FailureCause;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;

/**
 * One client: takes its requests in order and gives it the replies in the same order. Knows nothing of a protocol.
 *
 * <pre>
 *   bytes -> {@link RequestDecoder} -> request -> server
 *              ^ paused by {@link Pause}               |
 *   client <- outbox <--- {@link ReplyOrder} <--- reply ---+
 * </pre>
 */
public final class ClientSession implements ServerConnection.Waiter {
    /** Requests in flight above which no more are taken, and below half of which they are again. */
    static final int PIPELINE_LIMIT = 4096;

    /** Bytes that may wait for a blocked client's turn. */
    private static final int READ_AHEAD = 64 << 10;

    /** How long a command that waits in a server may take when the client has ended its input: a few round trips. */
    private static final int LEAVING_MILLIS = 50;

    private final PoolLoop pool;
    private final LoopContext loop;
    private final ClientSocket socket;
    private final Outbox out;
    private final ReplyOrder replies;
    private final HeldRequest held;
    private final int number;
    private final Runnable run = this::goOn;
    private RequestDecoder decoder;
    private ByteBuf input;
    private int pauses;
    private boolean running;
    private boolean inputEnded;
    private boolean leaving;
    private boolean cut;
    private boolean closed;

    ClientSession(PoolLoop pool, ClientSocket socket, int number) {
        this.pool = pool;
        this.loop = pool.loop();
        this.socket = socket;
        this.out = loop.newOutbox();
        this.replies = new ReplyOrder(this, out);
        this.held = new HeldRequest(this);
        this.number = number;
    }

    // ---- requests -----------------------------------------------------------------------------------------------

    /** Bytes from the client; takes over the reference. */
    void receive(ByteBuf bytes) {
        if (closed || (pauses & Pause.CLOSING) != 0) {
            bytes.release();
            return;
        }
        if (input == null) {
            input = bytes;
        } else {
            input = Inputs.join(loop.allocator(), input, bytes);
        }
        run();
    }

    /** The client will send no more; what it sent is still answered, unless that may take for ever. */
    void endOfInput() {
        inputEnded = true;
        // What is left of the input may be due already.
        goOn();
    }

    private void goOn() {
        loop.tick();
        run();
    }

    private void run() {
        if (running || closed) {
            return;
        }
        running = true;
        while (pauses == 0 && input != null && input.isReadable() && decoder.next(input)) {
            // Each turn of the loop takes one request.
        }
        running = false;
        if (closed) {
            releaseInput();
            return;
        }
        if (input != null) {
            input = Inputs.trim(loop.allocator(), input);
        }
        socket.setReading(pauses == 0 || readsAhead());
        closeIfFinished();
    }

    /** A client that is blocked in a server is read on, within bounds: how else would it be noticed that it leaves? */
    private boolean readsAhead() {
        return decoder.isWaiting()
                && (pauses & (Pause.CLOSING | Pause.OUTPUT)) == 0
                && (input == null || input.readableBytes() < READ_AHEAD);
    }

    private void closeIfFinished() {
        if (!inputEnded) {
            return;
        }
        boolean allTaken = pauses == 0 || (input == null && (pauses & ~Pause.OUTPUT) == 0);
        if (decoder.isWaiting()) {
            closeUnlessAnsweredSoon();
        } else if (pauses == 0 && decoder.isUploading()) {
            // Half a request will never be whole.
            socket.abort();
        } else if (replies.isEmpty() && allTaken) {
            closeAfterReplies();
        }
    }

    /** A command that waits may be answered at once. If it is not, the client has probably gone. */
    private void closeUnlessAnsweredSoon() {
        if (!leaving) {
            leaving = true;
            long answered = replies.answered();
            loop.eventLoop().schedule(() -> closeUnlessAnsweredSince(answered), LEAVING_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void closeUnlessAnsweredSince(long answered) {
        leaving = false;
        if (!closed && decoder.isWaiting()) {
            if (replies.answered() == answered) {
                socket.abort();
            } else {
                closeUnlessAnsweredSoon();
            }
        }
    }

    /** A request of this client, last in its order, to be sent to a server. */
    public Request request() {
        return replies.request();
    }

    /** Whether the client wants no replies to the requests that come from now on. */
    public void mute(boolean noReplies) {
        replies.mute(noReplies);
    }

    /** Answers the request just decoded, in its turn. */
    public void reply(byte[] bytes) {
        pool.counters().localReplies++;
        replies.reply(bytes);
    }

    /** Answers the request just decoded with the error for this cause. */
    public void fail(FailureCause cause) {
        pool.counters().forwardError++;
        reply(pool.codec().error(cause));
    }

    // ---- replies ------------------------------------------------------------------------------------------------

    /** Gets the replies to this client's requests. */
    public RequestOwner replies() {
        return replies;
    }

    /** A piece of the reply to a request of this client; see {@link RequestOwner}. */
    public void onReply(Request r, ByteBuf bytes, int start, int length, boolean last) {
        replies.onReply(r, bytes, start, length, last);
    }

    /** The whole reply to a request of this client, made here. */
    public void onReply(Request r, byte[] bytes) {
        replies.onReply(r, bytes, bytes.length);
    }

    /** As above; the reply is the first {@code length} bytes, which may be used for something else afterwards. */
    public void onReply(Request r, byte[] bytes, int length) {
        replies.onReply(r, bytes, length);
    }

    /** There will be no reply. */
    public void onFailure(Request r, FailureCause cause) {
        replies.onFailure(r, cause);
    }

    /** Bytes that began (or, negative, ceased) to wait in memory for this client. */
    public void onHeld(long bytes) {
        replies.onHeld(bytes);
    }

    /** Sends the client a whole frame that answers no request: at once, or behind a reply that is half written. */
    public void push(ByteBuf bytes, int start, int length) {
        if ((pauses & Pause.CLOSING) == 0) {
            replies.push(bytes, start, length);
        }
    }

    /** As above. */
    public void push(byte[] bytes) {
        if ((pauses & Pause.CLOSING) == 0) {
            replies.push(bytes);
        }
    }

    /** Some requests have been answered. */
    void onAnswered() {
        if ((pauses & Pause.PIPELINE) != 0 && replies.size() <= PIPELINE_LIMIT / 2) {
            resume(Pause.PIPELINE);
        }
    }

    /** Every request has been answered. */
    void onEmptied() {
        if ((pauses & Pause.BARRIER) != 0) {
            resume(Pause.BARRIER);
        }
        if ((pauses & Pause.CLOSING) != 0) {
            socket.closeAfterFlush();
        } else if (inputEnded) {
            loop.eventLoop().execute(run);
        }
    }

    // ---- pauses -------------------------------------------------------------------------------------------------

    /** Takes no request until {@link #resume} with the same reason. */
    void pause(int reason) {
        pauses |= reason;
    }

    /** Goes on taking requests, after this turn, unless another reason remains. */
    void resume(int reason) {
        if ((pauses & reason) != 0) {
            pauses &= ~reason;
            if (pauses == 0 && !closed) {
                loop.eventLoop().execute(run);
            }
        }
    }

    /** Whether an earlier request is still to be answered. */
    public boolean hasUnanswered() {
        return !replies.isEmpty();
    }

    /** Whether every earlier request is answered. If not, pauses until it is so. */
    public boolean isAlone() {
        if (replies.isEmpty()) {
            return true;
        }
        pause(Pause.BARRIER);
        return false;
    }

    /**
     * Pauses until a switch of the topology has ended. A request waits no longer than one that a server does not answer.
     *
     * @return true if it has waited that long: it is answered with an error now, and to be taken off the input
     */
    public boolean holdOrFail() {
        if (isHeldTooLong()) {
            fail(FailureCause.TIMED_OUT);
            return true;
        }
        held.hold();
        return false;
    }

    /** Whether {@link #holdOrFail} would fail the request at hand. Asking takes the mark away. */
    public boolean isHeldTooLong() {
        return held.isHeldTooLong();
    }

    /** Pauses if this connection does not keep up. */
    public void respectBacklog(ServerConnection connection) {
        if ((pauses & Pause.BACKLOG) == 0 && connection.isBacklogged()) {
            pause(Pause.BACKLOG);
            connection.onRelief(this);
        }
    }

    @Override
    public void onRelief() {
        resume(Pause.BACKLOG);
    }

    /**
     * A connection of its own; {@code null} if all are lent. Then the session is paused until there may be one, or the request
     * has waited too long: see {@link #isOverdue}.
     */
    public ServerConnection borrow(OwnConnections own, int kind) {
        return held.borrow(own, kind);
    }

    /** Whether the request at hand has waited too long for a connection and is to fail. Asking takes the mark away. */
    public boolean isOverdue() {
        return held.isOverdue();
    }

    /** Takes no request until {@link #confirmed}: servers have yet to confirm the one at hand. */
    public void awaitConfirmation() {
        pause(Pause.CONFIRM);
    }

    /** Ends {@link #awaitConfirmation}. */
    public void confirmed() {
        resume(Pause.CONFIRM);
    }

    /** Takes no request until {@link #goAhead}: what another client asked for before is still on its way. */
    public void giveWay() {
        pause(Pause.WAY);
    }

    /** Ends {@link #giveWay}; without it does nothing. */
    public void goAhead() {
        resume(Pause.WAY);
    }

    void writabilityChanged(boolean nowWritable) {
        replies.writable(nowWritable);
        if (nowWritable) {
            resume(Pause.OUTPUT);
        } else {
            pause(Pause.OUTPUT);
            socket.setReading(false);
        }
    }

    // ---- the end ------------------------------------------------------------------------------------------------

    /** Takes no more requests; closes when the replies to those taken are sent. */
    public void closeAfterReplies() {
        if ((pauses & Pause.CLOSING) == 0) {
            pause(Pause.CLOSING);
            socket.setReading(false);
            if (replies.isEmpty()) {
                socket.closeAfterFlush();
            }
        }
    }

    /**
     * Closes at once because the client takes too much of what others need, memory or a connection, or because its framing
     * is lost.
     */
    void cut() {
        if (!cut && !closed) {
            cut = true;
            pause(Pause.CLOSING);
            pool.counters().clientsCut++;
            loop.eventLoop().execute(socket::abort);
        }
    }

    /** Closes at once, because another client asks for it. */
    public void kill() {
        if (!closed) {
            pause(Pause.CLOSING);
            socket.abort();
        }
    }

    /** The socket is open: what is written goes out. */
    void opened(io.netty.channel.ChannelHandlerContext ctx, RequestDecoder requests) {
        decoder = requests;
        out.open(ctx);
    }

    /** The socket has gone: nobody waits for what is in flight. */
    void closed() {
        if (closed) {
            return;
        }
        closed = true;
        pauses |= Pause.CLOSING;
        if (!running) {
            releaseInput();
        }
        replies.close();
        decoder.close();
        held.close();
    }

    private void releaseInput() {
        if (input != null) {
            input.release();
            input = null;
        }
    }

    // ---- for decoders -------------------------------------------------------------------------------------------

    public PoolLoop pool() {
        return pool;
    }

    /** A number of this client, unique on its event loop. */
    public int number() {
        return number;
    }

    /** The client's address as {@code host:port}. */
    public String remoteAddress() {
        return socket.remoteAddress();
    }

    /** The address that the client connected to, as {@code host:port}. */
    public String localAddress() {
        return socket.localAddress();
    }

    /** Whether the client has gone. */
    public boolean isClosed() {
        return closed;
    }
}
