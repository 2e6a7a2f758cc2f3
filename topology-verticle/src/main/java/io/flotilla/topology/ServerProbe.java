package io.flotilla.topology;

import io.flotilla.config.Credentials;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Asks one server now and then whether it answers, on one connection of its own that stays open in between, so that the
 * death of the server's process is noticed at once. Used on one event loop.
 */
final class ServerProbe {
    private final Vertx vertx;
    private final int timeoutMillis;
    private final Function<Runnable, Future<Line>> dial;
    private final Runnable onLost;
    private Future<Line> line;

    /** A connection to the server. */
    interface Line {
        /** Completes when the server has answered as a healthy one does. */
        Future<?> ask();

        void hangUp();
    }

    /** The server answered, but not as a healthy one does. */
    static final class UnfitException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final FailureCause cause;

        UnfitException(FailureCause cause, String message) {
            super(message);
            this.cause = cause;
        }
    }

    /**
     * @param dial makes a connection; runs what it is given when that is lost
     * @param onLost told when an idle connection was lost
     */
    ServerProbe(Vertx vertx, int timeoutMillis, Function<Runnable, Future<Line>> dial, Runnable onLost) {
        this.vertx = vertx;
        this.timeoutMillis = timeoutMillis;
        this.dial = dial;
        this.onLost = onLost;
    }

    /** Tells the cause of the failure in the words of {@link FailureCause}, or an empty string. */
    void ask(Consumer<String> done) {
        Promise<String> answer = Promise.promise();
        long timer = vertx.setTimer(timeoutMillis, t -> {
            if (answer.tryComplete(FailureCause.TIMED_OUT.text())) {
                hangUp();
            }
        });
        connected().compose(Line::ask).onComplete(asked -> {
            vertx.cancelTimer(timer);
            if (answer.tryComplete(asked.succeeded() ? "" : causeOf(asked.cause())) && asked.failed()) {
                hangUp();
            }
        });
        answer.future().onSuccess(cause -> vertx.runOnContext(v -> done.accept(cause)));
    }

    private Future<Line> connected() {
        if (line == null) {
            Promise<Line> dialled = Promise.promise();
            Future<Line> mine = dialled.future();
            line = mine;
            dial.apply(() -> lost(mine)).onComplete(dialled);
            mine.onSuccess(open -> {
                if (line != mine) {
                    open.hangUp();
                }
            });
        }
        return line;
    }

    private void lost(Future<Line> which) {
        if (line == which) {
            line = null;
            onLost.run();
        }
    }

    /** Ends the connection; the next question makes another. */
    void hangUp() {
        Future<Line> old = line;
        line = null;
        if (old != null && old.succeeded()) {
            old.result().hangUp();
        }
    }

    static String causeOf(Throwable failure) {
        return cause(failure).text();
    }

    private static FailureCause cause(Throwable failure) {
        if (failure instanceof UnfitException unfit) {
            return unfit.cause;
        }
        if (failure instanceof UnknownHostException) {
            return FailureCause.UNRESOLVED;
        }
        if (failure instanceof NoRouteToHostException) {
            return FailureCause.UNREACHABLE;
        }
        if (failure instanceof ConnectException) {
            boolean late = failure.getMessage() != null && failure.getMessage().contains("timed out");
            return late ? FailureCause.TIMED_OUT : FailureCause.REFUSED;
        }
        if (failure instanceof TimeoutException) {
            return FailureCause.TIMED_OUT;
        }
        return FailureCause.CLOSED;
    }

    /** memcached's {@code version}, answered by {@code VERSION}. */
    static final class MemcachedLine implements Line {
        private static final int LONGEST = 1024;

        private record Question(String answer, Promise<Void> answered) {}

        private final NetSocket socket;
        private final java.util.ArrayDeque<Question> asked = new java.util.ArrayDeque<>();
        private final StringBuilder received = new StringBuilder();

        MemcachedLine(NetSocket socket, Runnable lost) {
            this.socket = socket;
            socket.handler(bytes -> receive(bytes.toString(java.nio.charset.StandardCharsets.ISO_8859_1)));
            socket.exceptionHandler(e -> socket.close());
            socket.closeHandler(v -> {
                fail(new UnfitException(FailureCause.CLOSED, "closed"));
                lost.run();
            });
        }

        private void receive(String text) {
            received.append(text);
            int end = received.indexOf("\r\n");
            while (end >= 0) {
                answer(received.substring(0, end));
                received.delete(0, end + 2);
                end = received.indexOf("\r\n");
            }
            if (received.length() > LONGEST) {
                socket.close();
            }
        }

        private void answer(String reply) {
            Question oldest = asked.poll();
            if (oldest == null) {
                socket.close();
            } else if (reply.startsWith(oldest.answer)) {
                oldest.answered.tryComplete();
            } else {
                boolean auth = reply.startsWith("CLIENT_ERROR") && reply.contains("authenticat");
                oldest.answered.tryFail(
                        new UnfitException(auth ? FailureCause.AUTH_FAILED : FailureCause.BAD_REPLY, reply));
            }
        }

        private void fail(Throwable cause) {
            Question next = asked.poll();
            while (next != null) {
                next.answered.tryFail(cause);
                next = asked.poll();
            }
        }

        /** What memcached with {@code -Y} wants to hear first. One without it stores a value that is as good as expired. */
        Future<Void> login(Credentials us) {
            String token = us.name() + " " + us.password();
            int length = token.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
            return ask("set flotilla 0 -1 " + length + "\r\n" + token + "\r\n", "STORED");
        }

        @Override
        public Future<?> ask() {
            return ask("version\r\n", "VERSION ");
        }

        private Future<Void> ask(String request, String answer) {
            Promise<Void> answered = Promise.promise();
            asked.add(new Question(answer, answered));
            socket.write(request);
            return answered.future();
        }

        @Override
        public void hangUp() {
            socket.close();
        }
    }
}
