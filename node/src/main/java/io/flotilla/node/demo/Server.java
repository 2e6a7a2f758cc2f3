package io.flotilla.node.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import redis.clients.jedis.Jedis;

/** One real server on 127.0.0.1, watched and killed directly, past the proxies. */
final class Server {
    private static final long START_LIMIT_NANOS = 15_000_000_000L;

    private final String name;
    private final int port;
    private final List<String> command;
    private final Children children;
    private Process process;

    private Server(String name, int port, List<String> command, Children children) {
        this.name = name;
        this.port = port;
        this.command = command;
        this.children = children;
    }

    static Server redis(String name, int port, Programs.Program program, Children children) {
        String path = program.path().toString();
        String folder = System.getProperty("java.io.tmpdir");
        List<String> command = List.of(
                path, "--bind", "127.0.0.1", "--port", "" + port, "--save", "", "--appendonly", "no", "--dir", folder);
        return new Server(name, port, command, children);
    }

    static Server memcached(String name, int port, Programs.Program program, Children children) {
        String user = System.getProperty("user.name");
        List<String> command = List.of(
                program.path().toString(), "-l", "127.0.0.1", "-p", "" + port, "-U", "0", "-m", "16", "-u", user);
        return new Server(name, port, command, children);
    }

    void start() throws IOException {
        process = children.start(name, command);
        long deadline = System.nanoTime() + START_LIMIT_NANOS;
        while (!accepts()) {
            if (!process.isAlive()) {
                throw new IOException(name + " did not start; its log is " + children.log(name));
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(name + " does not accept connections; its log is " + children.log(name));
            }
            Pause.millis(20);
        }
    }

    /** kill -9. */
    void kill() {
        Children.kill(process);
    }

    /** The keys that are on this Redis server itself. */
    Set<String> keys(String pattern) {
        try (Jedis jedis = new Jedis("127.0.0.1", port)) {
            return new HashSet<>(jedis.keys(pattern));
        }
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
