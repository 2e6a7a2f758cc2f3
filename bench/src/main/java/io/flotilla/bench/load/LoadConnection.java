package io.flotilla.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One client: what it has to send, and when the requests began that it awaits replies to. */
final class LoadConnection {
    private static final int LARGEST_READ = 256 << 10;

    final SocketChannel channel;
    final ReplyReader replies;
    final ByteBuffer out;
    private final SelectionKey key;
    private long[] starts = new long[64];
    private int head;
    private int waiting;

    LoadConnection(Selector selector, InetSocketAddress address, Protocol protocol, int outBytes) throws IOException {
        this.channel = SocketChannel.open(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        this.key = channel.register(selector, SelectionKey.OP_READ, this);
        this.replies = ReplyReader.of(protocol);
        this.out = ByteBuffer.allocateDirect(outBytes);
    }

    /** A buffer to read into, to be shared by connections of one thread. */
    static ByteBuffer readBuffer() {
        return ByteBuffer.allocateDirect(LARGEST_READ);
    }

    /** A request of this start is in {@link #out}. */
    void began(long start) {
        if (waiting == starts.length) {
            long[] larger = new long[starts.length * 2];
            int first = starts.length - head;
            System.arraycopy(starts, head, larger, 0, first);
            System.arraycopy(starts, 0, larger, first, head);
            starts = larger;
            head = 0;
        }
        starts[(head + waiting++) % starts.length] = start;
    }

    /** The start of the oldest request that waits; it waits no longer. */
    long ended() {
        if (waiting == 0) {
            throw new IllegalStateException("a reply that no request asked for");
        }
        long start = starts[head];
        head = (head + 1) % starts.length;
        waiting--;
        return start;
    }

    /** Requests that await a reply. */
    int waiting() {
        return waiting;
    }

    /** Writes as much of {@link #out} as the socket takes. */
    void flush() throws IOException {
        out.flip();
        channel.write(out);
        boolean rest = out.hasRemaining();
        out.compact();
        int wanted = rest ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
        if (key.interestOps() != wanted) {
            key.interestOps(wanted);
        }
    }

    /** Reads what is there; returns how many replies it completes. */
    int read(ByteBuffer buffer, byte[] copy) throws IOException {
        int complete = 0;
        int count;
        do {
            buffer.clear();
            count = channel.read(buffer);
            if (count < 0) {
                throw new IOException("the proxy closed a connection with " + waiting + " requests waiting");
            }
            buffer.flip();
            buffer.get(copy, 0, count);
            complete += replies.read(copy, count);
        } while (count == buffer.capacity());
        return complete;
    }

    /** Where the bytes of a read are copied to be looked at. */
    static byte[] copyBuffer() {
        return new byte[LARGEST_READ];
    }
}
