package io.flotilla.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A real server process on a port, or a unix socket, of its own. Can be killed, started again there, stopped and continued. */
public abstract class RealServer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    private final String name;
    private final String host;
    private final int port;
    private final Path socket;
    private final NetworkHost where;
    private ChildProcess process;

    /** A server on a free port of this address. */
    RealServer(String name, String host) {
        this.name = name;
        this.host = host;
        this.port = FreePorts.next();
        this.socket = null;
        this.where = null;
    }

    /** A server on a host of a test network. */
    RealServer(String name, NetworkHost where) {
        this.name = name;
        this.host = where.address();
        this.port = FreePorts.next();
        this.socket = null;
        this.where = where;
    }

    /** A server on a unix socket. */
    RealServer(String name, Path socket) {
        this.name = name;
        this.host = null;
        this.port = 0;
        this.socket = socket;
        this.where = null;
    }

    /** The command that starts the server in the foreground. */
    abstract List<String> command();

    /** Whether this connection gets an answer to the protocol's own ping. */
    abstract boolean answers(RawClient client);

    /** Starts the process and waits until it answers. Also after {@link #kill}: on the same port. */
    public final void start() {
        if (isAlive()) {
            throw new IllegalStateException(name + " runs already");
        }
        List<String> command = where == null ? command() : where.command(command());
        process = ChildProcess.start(name + "-" + (socket == null ? port : "unix"), command);
        process.awaitReady(START_LIMIT, this::isReady);
    }

    private boolean isReady() {
        try (RawClient client = connect()) {
            return answers(client);
        } catch (UncheckedIOException | AssertionError e) {
            return false;
        }
    }

    /** A new connection to the server itself. */
    public final RawClient connect() {
        return socket == null ? RawClient.connect(host, port) : RawClient.connect(socket);
    }

    /** The server's address; null on a unix socket. */
    public final String host() {
        return host;
    }

    /** The server's port; 0 on a unix socket. */
    public final int port() {
        return port;
    }

    /** {@code host:port}, or the path of the unix socket: what stands before the weight in a pool's server list. */
    public final String address() {
        return socket == null ? host + ":" + port : socket.toString();
    }

    public final boolean isAlive() {
        return process != null && process.isAlive();
    }

    public final long pid() {
        return process.pid();
    }

    /** SIGKILL; connections are reset, new ones refused. */
    public final void kill() {
        process.kill();
    }

    /** Kills it if it runs, and starts it again, empty, on the same port. */
    public final void restart() {
        if (isAlive()) {
            kill();
        }
        start();
    }

    /** SIGSTOP: connections stay, nothing answers. Returns when the last of its threads has stopped. */
    public final void pause() {
        process.signal("STOP");
    }

    /** SIGCONT. */
    public final void resume() {
        process.signal("CONT");
    }

    /** What the server has written so far. */
    public final String log() {
        return process.log();
    }

    @Override
    public final void close() {
        if (process != null) {
            process.close();
        }
        if (socket != null) {
            try {
                Files.deleteIfExists(socket);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    final Path socket() {
        return socket;
    }
}
