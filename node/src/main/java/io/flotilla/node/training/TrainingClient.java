package io.flotilla.node.training;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.SplittableRandom;

/** One client, which sends so many requests at once and the next when all are answered: reads mostly, as most caches see them. */
final class TrainingClient {
    private static final int KEYS = 3000;
    private static final int VALUE_BYTES = 100;
    /** Of a hundred requests. */
    private static final int WRITES = 10;

    private static final int READS_OF_MANY = 2;
    private static final int MANY = 10;

    private final TrainingProtocol protocol;
    private final int port;
    private final int pipeline;
    private final SplittableRandom random;
    private volatile boolean ended;

    TrainingClient(TrainingProtocol protocol, int port, int pipeline) {
        this.protocol = protocol;
        this.port = port;
        this.pipeline = pipeline;
        this.random = new SplittableRandom(pipeline);
        Background.run(this::ask, e -> {
            if (!ended) {
                Background.complain("a client of " + protocol.label() + " ended: " + e);
            }
        });
    }

    /** Goes when its requests are answered. */
    void end() {
        ended = true;
    }

    private void ask() throws IOException {
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
            socket.setTcpNoDelay(true);
            DataInputStream in = TrainingProtocol.buffered(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            while (!ended) {
                StringBuilder requests = new StringBuilder();
                for (int i = 0; i < pipeline; i++) {
                    requests.append(request());
                }
                out.write(TrainingProtocol.bytes(requests.toString()));
                for (int i = 0; i < pipeline; i++) {
                    protocol.skipReply(in);
                }
            }
        }
    }

    private String request() {
        int kind = random.nextInt(100);
        if (kind < WRITES) {
            return protocol.set(key(), "v".repeat(VALUE_BYTES));
        }
        String[] keys = new String[kind < WRITES + READS_OF_MANY ? MANY : 1];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = key();
        }
        return protocol.get(keys);
    }

    private String key() {
        return "key:" + random.nextInt(KEYS);
    }
}
