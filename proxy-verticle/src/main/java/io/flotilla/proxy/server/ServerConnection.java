package io.flotilla.proxy.server;

import io.flotilla.proxy.loop.MemoryShortage;
import io.flotilla.proxy.loop.Outbox;
import io.flotilla.proxy.route.LoopContext;
import io.flotilla.proxy.route.MalformedReplyException;
import io.flotilla.proxy.route.ReplyFramer;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.route.RequestOwner;
import io.flotilla.proxy.route.RequestQueue;
import io.flotilla.topology.FailureCause;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;

/**
 * One connection to a server, connected when it is first needed and again after it was lost. Requests are sent at once and
 * wait in a queue; the server answers in the order of that queue. Any failure fails the whole queue, since nobody can tell
 * any more which reply belongs to whom.
 *
 * <pre>
 *           send()               connected            handshake answered
 *   IDLE ----------> CONNECTING -----------> GREETING ------------------> READY
 *     ^                  |                      |                           |
 *     +------------------+------ fail(cause) ---+---------------------------+
 * </pre>
 */
public final class ServerConnection {
    private enum State {
        IDLE,
        CONNECTING,
        GREETING,
        READY
    }

    /** Told when a backlog that held a client up has gone. */
    @FunctionalInterface
    public interface Waiter {
        void onRelief();
    }

    /** Hears what the server sends on its own accord, on a connection of one client: messages of channels, for example. */
    public interface FeedListener {

        /**
         * A piece of what was sent: {@code length} bytes of {@code bytes} from index {@code start}, valid during the call.
         *
         * @param last whether a frame ends with this piece
         */
        void onFrame(ByteBuf bytes, int start, int length, boolean last);

        /** The socket was lost, or could not be opened. Nothing more is heard until {@link #listen} is called again. */
        void onLost(FailureCause cause);
    }

    /** Bytes waiting for a server that does not read, above which clients that send to it are held up. */
    private static final long BACKLOG_LIMIT = 4 << 20;

    private final ServerLink link;
    private final LoopContext loop;
    private final Introduction introduction;
    private ReplyFramer framer;
    private final Outbox out;
    private RequestQueue inFlight = new RequestQueue();
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private State state = State.IDLE;
    private SocketHandler socket;
    private long connectingSince;
    private final Progress progress = new Progress();
    private boolean readPaused;
    private boolean patient;
    /** Whether the server did not answer the last socket: the next one asks before it is trusted with requests. */
    private boolean wary;

    private int losses;
    private long clientId;
    private FeedListener feed;

    ServerConnection(ServerLink link, Handshake handshake) {
        this.link = link;
        this.loop = link.loop();
        this.introduction = new Introduction(link.dialect(), handshake);
        this.framer = link.dialect().newFramer();
        this.out = loop.newOutbox();
    }

    /** Queues a request; its bytes are what the caller writes to {@link #out} before the turn ends. */
    public Outbox send(Request request) {
        request.queuedAt = loop.now();
        inFlight.add(request);
        progress.sent();
        link.counters().requests++;
        link.counters().outQueue++;
        if (state == State.IDLE) {
            connect();
        }
        return out;
    }

    /** Where the bytes of the request sent last go on. */
    public Outbox out() {
        return out;
    }

    /**
     * What the server sends while no request is in flight goes to this listener from now on; {@code null} for none, which
     * makes it a violation of the protocol again.
     */
    public void listen(FeedListener listener) {
        feed = listener;
    }

    /** Where commands are written that only the {@link FeedListener} hears the answers to. Connects if need be. */
    public Outbox tell() {
        if (state == State.IDLE) {
            connect();
        }
        return out;
    }

    /** What was told has not been answered in time: the connection fails. */
    public void giveUp() {
        fail(FailureCause.TIMED_OUT);
    }

    /** Connects now instead of with the first request. */
    public void preconnect() {
        if (state == State.IDLE) {
            connect();
        }
    }

    /** Whether the server reads too slowly for more to be sent. */
    public boolean isBacklogged() {
        return out.unflushedBytes() > BACKLOG_LIMIT || (socket != null && !socket.writable);
    }

    /** Calls the waiter, once, when the backlog has gone or the connection was lost. */
    public void onRelief(Waiter waiter) {
        waiters.add(waiter);
    }

    /** Stops or goes on reading replies. For a connection of one client only: others would wait too. */
    public void pauseReading(boolean pause) {
        if (readPaused != pause) {
            readPaused = pause;
            if (socket != null) {
                socket.channel.config().setAutoRead(!pause);
            }
        }
    }

    /** Calls back, once, when everything sent until now is answered or failed; at once if nothing is in flight. */
    void drain(Runnable drained) {
        progress.drain(drained);
    }

    /** How often its socket was lost; what a client told the server before the last loss is forgotten. */
    public int losses() {
        return losses;
    }

    /** The number by which the server knows this socket, as somebody asked for it and {@link #clientId(long) told}; 0 if not. */
    public long clientId() {
        return clientId;
    }

    /** The server has said by which number it knows this socket. */
    public void clientId(long number) {
        clientId = number;
    }

    /** Whether its requests wait in the server on purpose, as BLPOP does. For a connection of one client only. */
    public void patient(boolean waits) {
        patient = waits;
    }

    /** Fails requests that wait in the server on purpose: their keys are about to move. */
    public void interrupt() {
        if (patient && !inFlight.isEmpty()) {
            shut(FailureCause.SWITCHED, false);
        }
    }

    /** The number of requests sent so far. */
    long mark() {
        return progress.mark();
    }

    /** Closes if a request sent before this {@link #mark} is unanswered. */
    void closeUnlessAnswered(long mark) {
        if (!hasAnswered(mark)) {
            close();
        }
    }

    /** Whether everything that was sent before this {@link #mark} is answered. */
    boolean hasAnswered(long mark) {
        return progress.hasAnswered(mark);
    }

    /** Whether no request is in flight. */
    public boolean isQuiet() {
        return inFlight.isEmpty();
    }

    /** Whether a socket is open and greeted. */
    public boolean isReady() {
        return state == State.READY;
    }

    /** Fails the connection if its oldest request, or its connect, has waited since before {@code deadline}. */
    void expire(long deadline) {
        Request oldest = inFlight.peek();
        if (oldest != null && oldest.queuedAt - deadline < 0) {
            fail(FailureCause.TIMED_OUT);
        } else if ((state == State.CONNECTING || state == State.GREETING) && connectingSince - deadline < 0) {
            fail(FailureCause.TIMED_OUT);
        }
    }

    /** Closes without counting a failure. Requests in flight get {@link FailureCause#CLOSED}. */
    public void close() {
        shut(FailureCause.CLOSED, false);
    }

    private void connect() {
        state = State.CONNECTING;
        connectingSince = loop.now();
        SocketHandler opening = new SocketHandler();
        socket = opening;
        // Never within send(): its caller has yet to write the request, and bytes behind a failure would be sent as the
        // next.
        link.connector().connect(opening).onFailure(t -> loop.eventLoop().execute(() -> {
            if (socket == opening) {
                fail(FailureCauses.ofConnect(t));
            }
        }));
    }

    private void connected() {
        link.counters().serverConnections++;
        link.counters().connected++;
        if (readPaused) {
            socket.channel.config().setAutoRead(false);
        }
        Handshake first = introduction.begin(wary);
        if (first.replies() == 0) {
            ready();
        } else {
            state = State.GREETING;
            socket.ctx.writeAndFlush(io.netty.buffer.Unpooled.wrappedBuffer(first.bytes()), socket.ctx.voidPromise());
        }
    }

    private void ready() {
        state = State.READY;
        wary = false;
        out.open(socket.ctx);
    }

    private void greet(ByteBuf in) {
        switch (introduction.read(in, framer)) {
            case ACCEPTED -> ready();
            case REFUSED -> {
                refused(introduction.refusal());
            }
            default -> {
                // The rest is still to come.
            }
        }
    }

    private void refused(String refusal) {
        if (link.dialect().isBusy(refusal)) {
            shut(FailureCause.BUSY, false);
        } else {
            link.handshakeRefused(refusal);
            fail(FailureCause.AUTH_FAILED);
        }
    }

    private void read(ByteBuf in) {
        SocketHandler reading = socket;
        loop.tick();
        try {
            if (state == State.GREETING) {
                greet(in);
            }
            while (in.isReadable() && socket == reading) {
                readReply(in);
            }
        } catch (MalformedReplyException e) {
            fail(FailureCause.BAD_REPLY);
        }
    }

    private void readReply(ByteBuf in) {
        Request request = inFlight.peek();
        if (request == null && feed == null) {
            throw new MalformedReplyException("a reply to no request");
        }
        int start = in.readerIndex();
        boolean last = framer.advance(in);
        int length = in.readerIndex() - start;
        link.counters().responseBytes += length;
        if (request == null) {
            feed.onFrame(in, start, length, last);
            return;
        }
        if (last) {
            inFlight.remove();
            link.answered(request);
        }
        if (request.owner != null) {
            handOn(request, in, start, length, last);
        } else if (last) {
            loop.requests().give(request);
        }
        if (last) {
            progress.answered();
        }
    }

    /** Fails a request whose owner could not take the end of its reply, for want of memory: {@link #shut} knows it no more. */
    private void handOn(Request request, ByteBuf in, int start, int length, boolean last) {
        RequestOwner owner = request.owner;
        int life = request.life();
        try {
            owner.onReply(request, in, start, length, last);
        } catch (Throwable t) {
            if (last) {
                if (request.life() == life) {
                    fail(request, owner, t);
                }
                progress.answered();
            }
            throw t;
        }
    }

    private static void fail(Request request, RequestOwner owner, Throwable why) {
        try {
            owner.onFailure(request, FailureCause.CLOSED);
        } catch (Throwable again) {
            why.addSuppressed(again);
        }
    }

    private void fail(FailureCause cause) {
        shut(cause, true);
    }

    private void shut(FailureCause cause, boolean isFailure) {
        SocketHandler closing = socket;
        boolean wasSent = state == State.READY;
        wary |= cause == FailureCause.TIMED_OUT;
        boolean wasOpen = state == State.GREETING || state == State.READY;
        socket = null;
        state = State.IDLE;
        out.close();
        readPaused = false;
        losses++;
        clientId = 0;
        boolean isLost = wasSent && cause == FailureCause.TIMED_OUT && Reachability.isLost(closing.channel);
        if (isLost) {
            Reachability.closeWithReset(closing.channel);
        }
        if (wasSent
                && !isLost
                && cause != FailureCause.BAD_REPLY
                && LateReplies.areAwaited(link, closing.channel, inFlight)) {
            closing.late = new LateReplies(link, framer, closing.ctx, inFlight);
            framer = link.dialect().newFramer();
        } else {
            framer.reset();
            if (closing != null && closing.ctx != null) {
                // Not through Vert.x's handler: it would wait for the server to read what is written to it.
                closing.ctx.close();
            }
        }
        if (wasOpen) {
            link.closed(cause, isFailure);
        }
        if (isFailure) {
            link.failed(cause);
        }
        // Owners may send again at once: they get a new queue and a new socket.
        RequestQueue failed = inFlight;
        inFlight = new RequestQueue();
        while (!failed.isEmpty()) {
            Request request = failed.remove();
            link.counters().outQueue--;
            if (request.hasKey() && wasSent) {
                link.unanswered(request);
            }
            if (request.owner != null) {
                request.owner.onFailure(request, cause);
            } else {
                loop.requests().give(request);
            }
            progress.answered();
        }
        relieve();
        FeedListener listener = feed;
        feed = null;
        if (listener != null) {
            listener.onLost(cause);
        }
    }

    private void relieve() {
        for (int n = waiters.size(); n > 0; n--) {
            waiters.poll().onRelief();
        }
    }

    /** One socket of this connection's life; events of a socket that was given up are ignored. */
    private final class SocketHandler extends ChannelInboundHandlerAdapter {
        private ChannelHandlerContext ctx;
        private Channel channel;
        private boolean writable = true;
        /** What is still to be read from it after it was given up. */
        private LateReplies late;

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            ctx = context;
            channel = context.channel();
            if (socket == this) {
                connected();
            } else {
                context.close();
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf in = (ByteBuf) message;
            try {
                if (socket == this) {
                    read(in);
                } else if (late != null) {
                    late.read(in);
                }
            } finally {
                in.release();
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            writable = channel.isWritable();
            if (writable && socket == this) {
                relieve();
            }
            context.fireChannelWritabilityChanged();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (socket == this) {
                // An idle connection that the server closes is no failure of the server.
                shut(FailureCause.CLOSED, !inFlight.isEmpty());
            }
            context.fireChannelInactive();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            MemoryShortage.tellIfCauseOf(cause);
            if (socket == this) {
                shut(FailureCauses.ofTraffic(cause), !inFlight.isEmpty());
            }
        }
    }
}
