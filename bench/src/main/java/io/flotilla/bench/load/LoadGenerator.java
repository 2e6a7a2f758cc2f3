package io.flotilla.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Makes a load from one thread over all its connections, which stay open between runs.
 *
 * <p>In the closed loop every client sends its pipeline of requests together and the next ones when all are answered. In the
 * open loop requests are due at a fixed rate whatever the answers, evenly spaced and dealt to the clients in turn; the latency
 * counts from the time a request was due, so that a proxy which stalls is charged for all requests that it kept from being
 * sent.
 */
public final class LoadGenerator implements AutoCloseable {
    private static final long DRAIN_LIMIT = TimeUnit.SECONDS.toNanos(20);
    private static final long LONGEST_NAP = 20_000;
    private static final int OPEN_LOOP_BUFFER = 256 << 10;

    private final Load load;
    private final Requests requests;
    private final Selector selector;
    private final List<LoadConnection> connections = new ArrayList<>();
    private final ByteBuffer buffer = LoadConnection.readBuffer();
    private final byte[] copy = LoadConnection.copyBuffer();

    private final Tally tally = new Tally(connections);
    private long end;

    /**
     * Opens the load's connections.
     *
     * @throws IOException when the proxy does not take them
     */
    public LoadGenerator(Load load, InetSocketAddress proxy) throws IOException {
        this.load = load;
        this.requests = new Requests(load, 42);
        this.selector = Selector.open();
        int outBytes = Math.max(OPEN_LOOP_BUFFER, load.pipeline() * requests.largest());
        if (load.clients() > 100) {
            outBytes = Math.max(requests.setSize(), load.pipeline() * requests.largest());
        }
        try {
            for (int i = 0; i < load.clients(); i++) {
                connections.add(
                        new LoadConnection(selector, proxy, load.protocol(), Math.max(outBytes, requests.setSize())));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw new IOException(
                    "client " + (connections.size() + 1) + " of " + load.clients() + " cannot connect to " + proxy, e);
        }
    }

    /**
     * Writes every key of the load once.
     *
     * @throws IOException when the proxy closes a connection or answers an error
     */
    public void fill() throws IOException {
        tally.begin(Long.MAX_VALUE);
        int next = 0;
        while (next < load.keys() || waiting() > 0) {
            for (LoadConnection connection : connections) {
                if (next < load.keys() && connection.waiting() == 0) {
                    requests.putSet(connection.out, next++);
                    connection.began(System.nanoTime());
                    connection.flush();
                }
            }
            selector.select(this::drain, 1_000);
        }
        String error = tally.firstError();
        if (error != null) {
            throw new IOException("writing a value of " + load.valueBytes() + " bytes: " + error);
        }
    }

    /**
     * Makes one request on every connection, so many connections at a time.
     *
     * @throws IOException when a connection is lost or a reply is missing
     */
    public void oneEach(int atATime) throws IOException {
        tally.begin(Long.MAX_VALUE);
        for (int i = 0; i < connections.size(); i++) {
            LoadConnection connection = connections.get(i);
            requests.put(connection.out);
            connection.began(System.nanoTime());
            connection.flush();
            if (i % atATime == atATime - 1 || i == connections.size() - 1) {
                awaitAll(this::drain);
            }
        }
    }

    /**
     * Makes requests for this long as fast as they are answered.
     *
     * @throws IOException when a connection is lost or replies are missing
     */
    public LoadResult closedLoop(Duration duration) throws IOException {
        long start = System.nanoTime();
        end = start + duration.toNanos();
        tally.begin(end);
        for (LoadConnection connection : connections) {
            sendPipeline(connection, start);
        }
        while (System.nanoTime() < end) {
            selector.select(this::answer, 100);
        }
        long stop = System.nanoTime();
        tally.end();
        awaitAll(this::drain);
        return tally.result((stop - start) / 1e9);
    }

    private void answer(SelectionKey key) {
        LoadConnection connection = (LoadConnection) key.attachment();
        try {
            if (key.isWritable()) {
                connection.flush();
            }
            if (!key.isReadable()) {
                return;
            }
            int complete = connection.read(buffer, copy);
            if (complete > 0) {
                long now = System.nanoTime();
                tally.replies(connection, complete, now);
                if (connection.waiting() == 0 && now < end) {
                    sendPipeline(connection, now);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void sendPipeline(LoadConnection connection, long start) throws IOException {
        for (int i = 0; i < load.pipeline(); i++) {
            tally.asked(requests.put(connection.out));
            connection.began(start);
        }
        connection.flush();
    }

    /**
     * Makes this many requests a second for this long.
     *
     * @throws IOException when a connection is lost or replies are missing
     */
    public LoadResult openLoop(double rate, Duration duration) throws IOException {
        Schedule schedule = Schedule.of(System.nanoTime(), rate, duration);
        tally.begin(Long.MAX_VALUE);
        for (long sent = 0; sent < schedule.count(); ) {
            long now = System.nanoTime();
            while (sent < schedule.count() && schedule.due(sent) <= now) {
                sendOne(connections.get((int) (sent % connections.size())), schedule.due(sent));
                sent++;
            }
            long left = schedule.due(sent) - now;
            if (selector.selectNow(this::drain) == 0 && left > 0) {
                LockSupport.parkNanos(Math.min(LONGEST_NAP, left));
            }
        }
        long stop = System.nanoTime();
        awaitAll(this::drain);
        return tally.result((stop - schedule.start()) / 1e9);
    }

    private void sendOne(LoadConnection connection, long due) throws IOException {
        while (connection.out.remaining() < requests.largest()) {
            selector.select(this::drain, 10);
        }
        tally.asked(requests.put(connection.out));
        connection.began(due);
        connection.flush();
    }

    private void drain(SelectionKey key) {
        LoadConnection connection = (LoadConnection) key.attachment();
        try {
            if (key.isWritable()) {
                connection.flush();
            }
            if (key.isReadable()) {
                int complete = connection.read(buffer, copy);
                tally.replies(connection, complete, System.nanoTime());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitAll(Consumer<SelectionKey> action) throws IOException {
        long limit = System.nanoTime() + DRAIN_LIMIT;
        while (waiting() > 0) {
            if (System.nanoTime() > limit) {
                throw new IOException(waiting() + " requests were not answered within 20 s");
            }
            selector.select(action, 100);
        }
    }

    private long waiting() {
        long sum = 0;
        for (LoadConnection connection : connections) {
            sum += connection.waiting();
        }
        return sum;
    }

    @Override
    public void close() {
        Iterator<LoadConnection> each = connections.iterator();
        while (each.hasNext()) {
            closeQuietly(each.next().channel);
            each.remove();
        }
        closeQuietly(selector);
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // Nothing is to be done about a connection that is gone already.
        }
    }
}
