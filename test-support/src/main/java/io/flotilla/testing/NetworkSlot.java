package io.flotilla.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A number that one network of one test JVM has for itself, by a lock on a file: its namespaces and its subnet bear it. What
 * bears a number whose lock is free is left over from a run that died; it is removed, with the processes in it.
 */
final class NetworkSlot implements AutoCloseable {
    private static final int COUNT = 200;
    private static final Set<Integer> OWN = ConcurrentHashMap.newKeySet();

    private final int number;
    private final FileChannel lock;

    private NetworkSlot(int number, FileChannel lock) {
        this.number = number;
        this.lock = lock;
    }

    /** The first free one, with nothing left over in it. Whatever dead runs left in others is removed as well. */
    static NetworkSlot take() {
        sweep();
        for (int number = 0; number < COUNT; number++) {
            Optional<NetworkSlot> slot = tryTake(number);
            if (slot.isPresent()) {
                if (!slot.get().isSubnetTaken()) {
                    return slot.get();
                }
                slot.get().close();
            }
        }
        throw new IllegalStateException("no free network number below " + COUNT);
    }

    private static void sweep() {
        names().stream()
                .map(NetworkSlot::numberOf)
                .flatMap(Optional::stream)
                .distinct()
                .forEach(number -> tryTake(number).ifPresent(slot -> {
                    slot.clear();
                    slot.close();
                }));
    }

    private static Optional<NetworkSlot> tryTake(int number) {
        if (!OWN.add(number)) {
            return Optional.empty();
        }
        try {
            Path folder = Path.of(System.getProperty("java.io.tmpdir"), "flotilla-test-networks");
            Files.createDirectories(folder);
            FileChannel file = FileChannel.open(
                    folder.resolve(String.valueOf(number)), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isLocked(file)) {
                return Optional.of(new NetworkSlot(number, file));
            }
            file.close();
            OWN.remove(number);
            return Optional.empty();
        } catch (IOException e) {
            OWN.remove(number);
            throw new UncheckedIOException("cannot reserve network " + number, e);
        }
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Of 198.18.0.0/15, which is set aside for tests of network devices (RFC 2544). */
    String address(int host) {
        return "198.18." + number + "." + host;
    }

    /** A locally administered one. */
    String mac(int host) {
        return "02:f1:07:00:%02x:%02x".formatted(number, host);
    }

    /** The name of a network namespace. */
    String namespace(String host) {
        return prefix() + host;
    }

    /** The name of an interface of the machine itself. */
    String device() {
        return "flotilla" + number;
    }

    private String prefix() {
        return "flotilla-" + number + "-";
    }

    private boolean isSubnetTaken() {
        String subnet = address(0).substring(0, address(0).lastIndexOf('.') + 1);
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(InetAddress::getHostAddress)
                    .anyMatch(address -> address.startsWith(subnet));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the processes in the namespaces of this number and removes these, and with them their interfaces. */
    void clear() {
        for (String name : names()) {
            if (name.startsWith(prefix())) {
                IpTool.attempt("netns", "pids", name)
                        .output()
                        .lines()
                        .map(String::strip)
                        .filter(pid -> pid.matches("[0-9]+"))
                        .forEach(
                                pid -> ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly));
                IpTool.attempt("netns", "delete", name);
            }
        }
        // Goes with its peer's namespace, but a moment later.
        IpTool.attempt("link", "delete", device());
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        OWN.remove(number);
    }

    private static List<String> names() {
        return IpTool.attempt("netns", "list")
                .output()
                .lines()
                .map(line -> line.split(" ", 2)[0])
                .filter(name -> name.startsWith("flotilla-"))
                .toList();
    }

    private static Optional<Integer> numberOf(String namespace) {
        String[] parts = namespace.split("-", 3);
        return parts.length == 3 && parts[1].matches("[0-9]{1,3}")
                ? Optional.of(Integer.valueOf(parts[1]))
                : Optional.empty();
    }
}
