package io.flotilla.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.Consumer;

/** The far end of one connection of the proxy: a client, or one of the connections that a server accepted. */
public final class FakePeer {
    private static final Charset BYTES = StandardCharsets.ISO_8859_1;

    private final ProxyFixture proxy;
    private final String name;
    private final Channel channel = new Channel();
    private final ArrayDeque<byte[]> toProxy = new ArrayDeque<>();
    private final StringBuilder fromProxy = new StringBuilder();
    private Consumer<String> sink = fromProxy::append;
    private boolean stalled;
    private boolean ending;
    /** Whether something has happened to the channel since it was looked at: pumping asks every peer, most have nothing. */
    private boolean restless;

    FakePeer(ProxyFixture proxy, String name) {
        this.proxy = proxy;
        this.name = name;
        channel.config().setAllocator(proxy.allocator());
        // Timers are the proxy's loop's; this one need not look at the clock whenever it is asked for tasks.
        channel.freezeTime();
        proxy.add(this);
    }

    void open(ChannelInboundHandler handler) {
        channel.pipeline().addLast(new Watched(handler, proxy::caught));
        proxy.pump();
    }

    void onBytes(Consumer<String> newSink) {
        sink = newSink;
    }

    /** Sends bytes in one piece. They wait while the proxy does not read this connection. */
    public FakePeer send(String bytes) {
        return send(bytes, Integer.MAX_VALUE);
    }

    /** Sends bytes in pieces of so many bytes, each of which is dealt with before the next. */
    public FakePeer send(String bytes, int pieceLength) {
        byte[] all = bytes.getBytes(BYTES);
        for (int from = 0; from < all.length; from += Math.min(pieceLength, all.length - from)) {
            toProxy.add(Arrays.copyOfRange(all, from, from + Math.min(pieceLength, all.length - from)));
            proxy.pump();
        }
        return this;
    }

    /** Sends bytes that the proxy takes before it does anything else that is due. */
    public void sendAtOnce(String bytes) {
        ByteBuf in = proxy.allocator().directBuffer(bytes.length());
        in.writeBytes(bytes.getBytes(BYTES));
        channel.writeInbound(in);
    }

    /** Half-closes as {@link #endInput}; the proxy notices before it does anything else that is due. */
    public void endInputAtOnce() {
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }

    /** Queues bytes to be sent, for use while something else is dealt with. */
    void answer(String bytes) {
        if (!bytes.isEmpty()) {
            toProxy.add(bytes.getBytes(BYTES));
        }
    }

    /** Exactly these bytes have come since what was expected last, and nothing else. */
    public FakePeer expect(String bytes) {
        assertThat(take()).as("what the %s received", name).isEqualTo(bytes);
        return this;
    }

    /** Nothing has come since what was expected last, and the connection is open. */
    public FakePeer expectSilence() {
        expect("");
        assertThat(isClosed()).as("the connection of the %s is closed", name).isFalse();
        return this;
    }

    /** The proxy has closed the connection and sent nothing more before. */
    public void expectClosed() {
        expect("");
        assertThat(isClosed()).as("the connection of the %s is closed", name).isTrue();
    }

    /** What has come since what was expected last. */
    public String take() {
        proxy.pump();
        String got = fromProxy.toString();
        fromProxy.setLength(0);
        return got;
    }

    /** Bytes that wait because the proxy does not read this connection. */
    public int unreadPieces() {
        return toProxy.size();
    }

    /** From now on this end does not read: what the proxy writes stays with the proxy. */
    public void stopReading() {
        stalled = true;
    }

    /** This end reads again, also what has waited. */
    public void goOnReading() {
        stalled = false;
        if (channel.isOpen()) {
            channel.flushOutbound();
        }
        proxy.pump();
    }

    /** This end sends no more, but still reads (half-close). The proxy notices when it has read what was sent before. */
    public void endInput() {
        ending = true;
        proxy.pump();
    }

    /** The proxy's side of the connection runs into this. */
    public void fail(Throwable cause) {
        channel.pipeline().fireExceptionCaught(cause);
        proxy.pump();
    }

    /** This end closes. */
    public void close() {
        channel.close();
        proxy.pump();
    }

    public boolean isClosed() {
        proxy.pump();
        return !channel.isOpen();
    }

    /** Bytes of buffers that somebody holds in the proxy. */
    public long bufferBytes() {
        return proxy.bufferBytes();
    }

    boolean isOver() {
        return !channel.isOpen();
    }

    boolean move() {
        if (!restless && toProxy.isEmpty() && !ending) {
            return false;
        }
        restless = false;
        channel.runPendingTasks();
        boolean moved = false;
        if (!toProxy.isEmpty() && channel.isOpen() && channel.config().isAutoRead()) {
            byte[] piece = toProxy.poll();
            ByteBuf in = proxy.allocator().directBuffer(piece.length);
            in.writeBytes(piece);
            channel.writeInbound(in);
            moved = true;
        } else if (ending && toProxy.isEmpty()) {
            ending = false;
            channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            moved = true;
        }
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            sink.accept(out.toString(BYTES));
            out.release();
            moved = true;
        }
        return moved;
    }

    void discard() {
        channel.finishAndReleaseAll();
    }

    /** Only a write and a close leave something to be done later: bytes to be taken, or a task of the channel's own loop. */
    private final class Channel extends EmbeddedChannel {
        @Override
        protected void doWrite(ChannelOutboundBuffer in) throws Exception {
            restless = true;
            if (!stalled) {
                super.doWrite(in);
            }
        }

        @Override
        protected void doClose() throws Exception {
            restless = true;
            super.doClose();
        }
    }
}
