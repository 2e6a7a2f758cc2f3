package io.flotilla.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * TCP ports that nobody listens on, on no address of this machine, and that no other test JVM has been given: each is
 * reserved by a lock on a file until this JVM ends. They lie below the range that the kernel gives to outgoing connections.
 */
public final class FreePorts {
    private static final int LOWEST = 12_000;
    private static final int HIGHEST = 31_999;
    private static final Map<Integer, FileLock> HELD = new ConcurrentHashMap<>();

    private FreePorts() {}

    /** One port, this JVM's until it ends. */
    public static int next() {
        for (int tries = 0; tries < 2_000; tries++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
            if (reserve(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port between " + LOWEST + " and " + HIGHEST);
    }

    /** So many different ports, in no order. */
    public static List<Integer> next(int count) {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ports.add(next());
        }
        return ports;
    }

    private static synchronized boolean reserve(int port) {
        if (HELD.containsKey(port)) {
            return false;
        }
        try {
            Path folder = Path.of(
                    System.getProperty("java.io.tmpdir"), "flotilla-test-ports-" + System.getProperty("user.name"));
            Files.createDirectories(folder);
            FileChannel file = FileChannel.open(
                    folder.resolve(String.valueOf(port)), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(file);
            if (lock == null || !nobodyListens(port)) {
                file.close();
                return false;
            }
            HELD.put(port, lock);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot reserve port " + port, e);
        }
    }

    private static FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** A bind to every address fails as long as any address of the port is taken. */
    private static boolean nobodyListens(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
