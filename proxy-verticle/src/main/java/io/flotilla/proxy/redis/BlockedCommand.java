package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.client.Upload;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.server.ServerConnection;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A client's command that waits in a server, as BLPOP does, on a connection of its own. The server alone can end it early
 * without losing what it may just have popped: it is told to by the number it knows the connection by, which is asked for ahead
 * of the first such command on a connection. A WAIT, which the proxy waits for, counts as one too.
 */
final class BlockedCommand {
    private static final byte[] CLIENT_ID = Resp.ascii("*2\r\n$6\r\nCLIENT\r\n$2\r\nID\r\n");
    private static final byte[] NOT_BLOCKED = Resp.integer(0);
    private static final byte[] UNBLOCKED = Resp.integer(1);

    /** The latest one; {@code null} if there was none. */
    private Upload upload;
    /** The latest WAIT; {@code null} if there was none. */
    private WaitCommand wait;

    private final ClientSession session;
    private final RedisClient client;
    private final SharedSender sender;
    /** What is to be done as soon as the server has said its number. */
    private final List<Runnable> afterNumber = new ArrayList<>();

    BlockedCommand(ClientSession session, RedisClient client, SharedSender sender) {
        this.session = session;
        this.client = client;
        this.sender = sender;
    }

    /** Takes a connection to this server. If there is none the session is paused, or {@link ClientSession#isOverdue}. */
    boolean begin(int server) {
        upload = Upload.begin(session, session.replies(), server, client.kind(), this::askForNumber);
        return upload != null;
    }

    Request request() {
        return upload.request();
    }

    /** Sends the command. */
    void send(ByteBuf in, int start, int length) {
        upload.write(in, start, length);
        upload.finishPatiently();
    }

    /** The client waits for this, or, with {@code null}, for nothing. */
    void waits(WaitCommand command) {
        wait = command;
    }

    /** Whether it still waits. */
    boolean isUnanswered() {
        return isInServer() || isInProxy();
    }

    private boolean isInServer() {
        Upload latest = upload;
        return latest != null && latest.isUnanswered();
    }

    private boolean isInProxy() {
        WaitCommand latest = wait;
        return latest != null && latest.isUnanswered();
    }

    /** The client has gone: whoever still asks for an end of its command is told that there is none. */
    void abandon() {
        Upload gone = upload;
        upload = null;
        wait = null;
        if (gone != null) {
            gone.abandon();
        }
    }

    private void askForNumber(ServerConnection connection) {
        if (connection.clientId() == 0) {
            int losses = connection.losses();
            Reply number = new Reply(session, reply -> {
                if (losses == connection.losses()) {
                    connection.clientId(numberIn(reply));
                }
                List<Runnable> asked = List.copyOf(afterNumber);
                afterNumber.clear();
                asked.forEach(Runnable::run);
            });
            connection.send(number.request()).write(CLIENT_ID);
        }
    }

    /** The number that a reply consists of; -1 if it is none, so that it is not asked for again. */
    private static long numberIn(byte[] reply) {
        long n = 0;
        for (int i = 1; i < reply.length - 2; i++) {
            n = n * 10 + reply[i] - '0';
        }
        return reply[0] == ':' ? n : -1;
    }

    /**
     * Has the server end it, on the event loop of this client.
     *
     * @param withError whether the client gets an error, not the reply of a command whose time was over
     * @param answered is given the reply to who asks
     */
    void unblock(boolean withError, Consumer<byte[]> answered) {
        if (isInProxy()) {
            wait.unblock(withError);
            answered.accept(UNBLOCKED);
        } else if (isInServer() && upload.connection().clientId() == 0) {
            afterNumber.add(() -> tellServer(withError, answered));
        } else {
            tellServer(withError, answered);
        }
    }

    private void tellServer(boolean withError, Consumer<byte[]> answered) {
        if (!isInServer() || upload.connection().clientId() <= 0) {
            answered.accept(NOT_BLOCKED);
        } else {
            // Should the command end by itself meanwhile, the next one on its connection must not be ended in its
            // stead.
            upload.spoilConnection();
            String number = Long.toString(upload.connection().clientId());
            Reply reply = new Reply(session, answered);
            reply.request().server = upload.request().server;
            sender.send(
                    reply.request(),
                    Resp.ascii("*4\r\n$6\r\nCLIENT\r\n$7\r\nUNBLOCK\r\n$" + number.length() + "\r\n" + number
                            + (withError ? "\r\n$5\r\nERROR\r\n" : "\r\n$7\r\nTIMEOUT\r\n")));
        }
    }
}
