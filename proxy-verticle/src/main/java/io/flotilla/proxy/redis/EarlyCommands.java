package io.flotilla.proxy.redis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Commands without a key that a transaction begins with, kept until one with a key decides for a server. Bounded. */
final class EarlyCommands {
    private static final int MOST = 1_000;
    private static final int MOST_BYTES = 1 << 20;

    private final List<byte[]> commands = new ArrayList<>();
    private int bytes;

    boolean isEmpty() {
        return commands.isEmpty();
    }

    /** Keeps one more; false if it is one too many, or they are too large together. */
    boolean add(ByteBuf in, int start, int length) {
        if (commands.size() == MOST || bytes + (long) length > MOST_BYTES) {
            return false;
        }
        commands.add(ByteBufUtil.getBytes(in, start, length));
        bytes += length;
        return true;
    }

    /** Hands them on in their order, and keeps none. */
    void drainTo(Consumer<byte[]> server) {
        commands.forEach(server);
        clear();
    }

    void clear() {
        commands.clear();
        bytes = 0;
    }
}
