package io.flotilla.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real redis-server that keeps nothing on disk. */
public final class RealRedis extends RealServer {
    private final List<String> options;

    private RealRedis(String host, List<String> options) {
        super("redis", host);
        this.options = options;
    }

    private RealRedis(NetworkHost host, List<String> options) {
        super("redis", host);
        this.options = options;
    }

    private RealRedis(Path socket, List<String> options) {
        super("redis", socket);
        this.options = options;
    }

    /** Starts one on a free port of 127.0.0.1, with more options of redis-server such as {@code --requirepass x}. */
    public static RealRedis started(String... options) {
        return startedOn("127.0.0.1", options);
    }

    /** Starts one on a free port of this address. */
    public static RealRedis startedOn(String host, String... options) {
        RealRedis redis = new RealRedis(host, List.of(options));
        redis.start();
        return redis;
    }

    /** Starts one on a host of a test network. */
    public static RealRedis startedOn(NetworkHost host, String... options) {
        RealRedis redis = new RealRedis(host, List.of(options));
        redis.start();
        return redis;
    }

    /** Starts one on a unix socket alone; the path must be shorter than 108 bytes. */
    public static RealRedis startedOn(Path socket, String... options) {
        RealRedis redis = new RealRedis(socket, List.of(options));
        redis.start();
        return redis;
    }

    /**
     * Sends one command to the server itself and returns its reply: String for simple and bulk strings and for errors (with
     * their leading {@code -}), Long, null, or a List of these.
     */
    public Object call(String... command) {
        try (RawClient client = connect()) {
            for (int i = 0; i < options.size() - 1; i++) {
                if (options.get(i).equals("--requirepass")) {
                    client.resp("AUTH", options.get(i + 1));
                }
            }
            return client.resp(command);
        }
    }

    @Override
    List<String> command() {
        List<String> command =
                new ArrayList<>(List.of(Binary.REDIS_SERVER.require().toString()));
        if (socket() == null) {
            command.addAll(List.of("--bind", host(), "--port", String.valueOf(port())));
        } else {
            command.addAll(List.of("--port", "0", "--unixsocket", socket().toString(), "--unixsocketperm", "777"));
        }
        command.addAll(List.of("--save", "", "--appendonly", "no", "--protected-mode", "no", "--daemonize", "no"));
        command.addAll(List.of("--dir", System.getProperty("java.io.tmpdir")));
        command.addAll(options);
        return command;
    }

    @Override
    boolean answers(RawClient client) {
        String reply = String.valueOf(client.resp("PING"));
        return reply.equals("PONG") || reply.startsWith("-NOAUTH");
    }
}
