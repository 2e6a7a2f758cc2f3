package io.flotilla.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.ConnectException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A server that a test plays. What it receives is what came on all of its connections, in the order in which it came; what it
 * sends goes to the connection from which bytes came last. Only {@code CLIENT ID}, ahead of a command that waits, is answered by
 * itself: 101 on the first connection, 102 on the next.
 */
public final class FakeServer {
    /** What happens to a connect. */
    private enum Door {
        OPEN,
        SHUT,
        SILENT
    }

    private static final String CLIENT_ID = "*2\r\n$6\r\nCLIENT\r\n$2\r\nID\r\n";

    private record Knock(ChannelHandler handler, Promise<Void> opened) {}

    private final ProxyFixture proxy;
    private final ArrayDeque<Knock> knocks = new ArrayDeque<>();
    private final List<FakePeer> connections = new ArrayList<>();
    private FakePeer latest;
    private final StringBuilder received = new StringBuilder();
    private Door door = Door.OPEN;
    private Supplier<Function<String, List<String>>> player;

    FakeServer(ProxyFixture proxy) {
        this.proxy = proxy;
    }

    Future<Void> connect(ChannelHandler handler) {
        Promise<Void> opened = Promise.promise();
        if (door == Door.SHUT) {
            opened.fail(new ConnectException("Connection refused"));
        } else {
            knocks.add(new Knock(handler, opened));
        }
        return opened.future();
    }

    boolean acceptPending() {
        if (door != Door.OPEN || knocks.isEmpty()) {
            return false;
        }
        Knock knock = knocks.poll();
        FakePeer peer = new FakePeer(proxy, "server");
        Function<String, List<String>> answers = player == null ? null : player.get();
        String number = ":" + (101 + connections.size()) + "\r\n";
        peer.onBytes(bytes -> {
            latest = peer;
            if (answers == null && bytes.startsWith(CLIENT_ID)) {
                peer.answer(number);
                received.append(bytes.substring(CLIENT_ID.length()));
            } else if (answers == null) {
                received.append(bytes);
            } else {
                answers.apply(bytes).forEach(peer::answer);
            }
        });
        connections.add(peer);
        peer.open((ChannelInboundHandler) knock.handler);
        knock.opened.complete();
        return true;
    }

    /** Lets a model play the server: one for each connection, which turns what comes into what is answered. */
    public void playedBy(Supplier<UnaryOperator<String>> models) {
        playedInPieces(() -> {
            UnaryOperator<String> model = models.get();
            return bytes -> List.of(model.apply(bytes));
        });
    }

    /** As above; each piece of an answer is dealt with before the next. */
    public void playedInPieces(Supplier<Function<String, List<String>>> models) {
        player = models;
    }

    /** Exactly these bytes have come since what was expected last, and nothing else. */
    public FakeServer expect(String bytes) {
        assertThat(take()).as("what the server received").isEqualTo(bytes);
        return this;
    }

    /** Nothing has come since what was expected last. */
    public FakeServer expectSilence() {
        return expect("");
    }

    /** What has come since what was expected last. */
    public String take() {
        proxy.pump();
        String got = received.toString();
        received.setLength(0);
        return got;
    }

    /** Sends bytes in one piece. */
    public FakeServer send(String bytes) {
        return send(bytes, Integer.MAX_VALUE);
    }

    /** Sends bytes in pieces of so many bytes, each of which is dealt with before the next. */
    public FakeServer send(String bytes, int pieceLength) {
        proxy.pump();
        assertThat(latest).as("a connection to send on").isNotNull();
        latest.send(bytes, pieceLength);
        return this;
    }

    /** Closes the connection from which bytes came last. */
    public void hangUp() {
        proxy.pump();
        latest.close();
    }

    /** Closes all connections and refuses new ones. */
    public void die() {
        door = Door.SHUT;
        proxy.pump();
        List.copyOf(connections).forEach(FakePeer::close);
    }

    /** Refuses new connections; those that are open stay. */
    public void refuseConnects() {
        door = Door.SHUT;
    }

    /** Neither accepts nor refuses new connections. */
    public void ignoreConnects() {
        door = Door.SILENT;
    }

    /** Accepts connections, also those that have waited. */
    public void accept() {
        door = Door.OPEN;
        proxy.pump();
    }

    /** Connections accepted so far. */
    public List<FakePeer> connections() {
        proxy.pump();
        return connections;
    }
}
