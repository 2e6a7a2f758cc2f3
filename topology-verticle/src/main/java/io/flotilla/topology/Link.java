package io.flotilla.topology;

import io.flotilla.topology.LinkFrame.Kind;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.UUID;

/**
 * The connection by which this node speaks to one other; the other has one of its own in return. It is made again and again
 * while it cannot be had, and given up when nobody answers, since TCP tries a peer that was cut off for long ever less often.
 */
final class Link {
    private static final System.Logger LOG = System.getLogger(Link.class.getName());
    private static final long PING_INTERVAL = 500;
    /** Without an answer, until a connection is given up. */
    private static final long SILENCE = 1500;

    private static final long SHORTEST_PAUSE = 250;
    private static final long LONGEST_PAUSE = 1000;
    /** A partition of this length is not healed by links, but when the cluster itself finds its members. */
    private static final long FORGOTTEN = 3_600_000;
    /** Bytes that wait to be sent; what would come on top is lost, like everything that is sent to nobody. */
    private static final int QUEUE = 1 << 20;

    private final MemberId peer;
    private final LinkAddress address;
    private final NetClient client;
    private final LinkProof proof;
    private final Clock clock;
    private final Runnable onChange;
    private NetSocket socket;
    private boolean dialling;
    private boolean closed;
    private boolean up;
    private boolean wasUp;
    /** What was asked last on this connection and is not answered yet; null for nothing. */
    private String asked;

    private long lastTick;
    private long lastPing;
    private long begun;
    private long lastAnswer;
    private long nextDial;
    private long pause = SHORTEST_PAUSE;

    Link(MemberId peer, LinkAddress address, NetClient client, LinkProof proof, Clock clock, Runnable onChange) {
        this.peer = peer;
        this.address = address;
        this.client = client;
        this.proof = proof;
        this.clock = clock;
        this.onChange = onChange;
        this.lastTick = this.lastAnswer = this.nextDial = clock.millis();
    }

    LinkAddress address() {
        return address;
    }

    /** Whether the node has answered lately. */
    boolean isUp() {
        return up;
    }

    /** Whether nobody has been there for so long that it is not worth trying. */
    boolean isForgotten() {
        return !up && clock.millis() - lastAnswer > FORGOTTEN;
    }

    /** To be called often. */
    void tick() {
        long now = clock.millis();
        if (now - lastTick > PING_INTERVAL) {
            // This node was paused; that nothing was heard meanwhile says nothing of the other.
            begun = now;
        }
        lastTick = now;
        if (socket == null) {
            if (!dialling && now >= nextDial) {
                dial();
            }
        } else if (now - Math.max(begun, lastAnswer) > SILENCE) {
            giveUp();
        } else if (asked == null && now - lastPing >= PING_INTERVAL) {
            ping();
        }
    }

    private void dial() {
        dialling = true;
        client.connect(SocketAddress.inetSocketAddress(address.port(), address.host()))
                .onComplete(connected -> {
                    dialling = false;
                    if (connected.failed()) {
                        dialLater();
                    } else if (closed) {
                        connected.result().close();
                    } else {
                        begin(connected.result());
                    }
                });
    }

    private void begin(NetSocket dialled) {
        socket = dialled;
        begun = clock.millis();
        dialled.setWriteQueueMaxSize(QUEUE);
        dialled.handler(LinkFrame.reader(
                () -> LinkFrame.SHORT,
                frame -> {
                    if (dialled == socket) {
                        onFrame(frame);
                    }
                },
                nonsense -> dialled.close()));
        dialled.exceptionHandler(failure -> dialled.close());
        dialled.closeHandler(v -> lost(dialled));
        dialled.write(new LinkFrame(Kind.TO, peer.id()).encode());
        ping();
    }

    private void ping() {
        lastPing = clock.millis();
        asked = UUID.randomUUID().toString();
        socket.write(new LinkFrame(Kind.PING, asked).encode());
    }

    private void onFrame(LinkFrame frame) {
        if (frame.kind() == Kind.ECHO && asked != null && proof.holds(peer, asked, frame.text())) {
            asked = null;
            lastAnswer = clock.millis();
            pause = SHORTEST_PAUSE;
            if (!up) {
                up = true;
                changed(wasUp ? System.Logger.Level.INFO : System.Logger.Level.DEBUG, "the link to {0} at {1} is up");
                wasUp = true;
            }
        }
    }

    /** At once: the end of a connection that stands would wait for what is to be sent before it. */
    private void giveUp() {
        NetSocket given = socket;
        ((NetSocketInternal) given).channelHandlerContext().channel().close();
        lost(given);
    }

    private void dialLater() {
        nextDial = clock.millis() + pause;
        pause = Math.min(2 * pause, LONGEST_PAUSE);
    }

    private void lost(NetSocket which) {
        if (which != socket) {
            return;
        }
        socket = null;
        asked = null;
        dialLater();
        if (up) {
            up = false;
            changed(System.Logger.Level.INFO, "the link to {0} at {1} is lost");
        }
    }

    private void changed(System.Logger.Level level, String what) {
        if (!closed) {
            LOG.log(level, what, peer, address);
            onChange.run();
        }
    }

    /** Sends a sealed message, if the link is up. */
    void send(String sealed) {
        if (up && !socket.writeQueueFull()) {
            socket.write(new LinkFrame(Kind.MESSAGE, sealed).encode());
        }
    }

    void close() {
        closed = true;
        if (socket != null) {
            socket.close();
        }
    }
}
