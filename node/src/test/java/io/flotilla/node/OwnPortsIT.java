package io.flotilla.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.testing.FlotillaProcess;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.RealRedis;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A node listens at its own address and nowhere else, as the kernel tells. */
class OwnPortsIT {
    private static final String LISTENING = "0A";
    /** 127.0.0.2 as /proc/net/tcp writes it on a machine whose low bytes come first. */
    private static final String OWN = "0200007F";

    @Test
    void everyPortOfAMemberIsAtItsOwnAddress() throws Exception {
        FlotillaProcess.Ports ports = FlotillaProcess.Ports.free();
        try (RealRedis server = RealRedis.started();
                FlotillaProcess node = FlotillaProcess.with("""
                        alpha:
                          listen: 127.0.0.1:%d
                          redis: true
                          servers:
                           - %s:1
                        """.formatted(FreePorts.next(), server.address()))
                        .bind("127.0.0.2")
                        .ports(ports)
                        .join(List.of("127.0.0.2:" + ports.cluster()))
                        .start()) {
            Set<String> listening = listening(node.process().pid());

            assertThat(listening).hasSizeGreaterThanOrEqualTo(5).allSatisfy(place -> assertThat(place)
                    .matches(OWN + ":[0-9A-F]{4}|0000000000000000FFFF0000" + OWN + ":[0-9A-F]{4}"));
            assertThat(listening).anyMatch(place -> place.endsWith(String.format(":%04X", ports.cluster())));
            new Socket("127.0.0.2", ports.cluster()).close();
            assertThatThrownBy(() -> new Socket("127.0.0.1", ports.cluster()).close())
                    .isInstanceOf(ConnectException.class);
        }
    }

    /** The cluster port speaks the members' protocol alone: no clients of Hazelcast, no REST, no memcached. */
    @Test
    void theClusterPortAnswersNobodyButMembers() throws Exception {
        try (SecretFleet fleet = SecretFleet.started()) {
            int port = fleet.node().clusterPort();
            for (String greeting : List.of("CP2", "GET /hazelcast/health HTTP/1.1\r\n\r\n", "stats\r\n")) {
                try (Socket socket = new Socket("127.0.0.1", port)) {
                    socket.setSoTimeout(20_000);
                    socket.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
                    assertThat(answer(socket)).as(greeting).doesNotContain("CP2", "HTTP/1.1 200", "STAT ");
                }
            }
            assertThat(fleet.node().isReady()).isTrue();
        }
    }

    private static String answer(Socket socket) throws IOException {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (java.net.SocketException reset) {
            return "";
        }
    }

    /** Where a process listens for TCP, in the kernel's notation. */
    private static Set<String> listening(long pid) throws IOException {
        Set<String> inodes = sockets(pid);
        Set<String> places = new TreeSet<>();
        for (String table : List.of("tcp", "tcp6")) {
            Path file = Path.of("/proc", String.valueOf(pid), "net", table);
            for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                String[] fields = line.trim().split("\\s+");
                if (fields.length > 9 && fields[3].equals(LISTENING) && inodes.contains(fields[9])) {
                    places.add(fields[1]);
                }
            }
        }
        return places;
    }

    private static Set<String> sockets(long pid) throws IOException {
        Set<String> inodes = new HashSet<>();
        try (Stream<Path> files = Files.list(Path.of("/proc", String.valueOf(pid), "fd"))) {
            for (Path file : files.toList()) {
                String target = Files.exists(file, java.nio.file.LinkOption.NOFOLLOW_LINKS)
                        ? Files.readSymbolicLink(file).toString()
                        : "";
                if (target.startsWith("socket:[")) {
                    inodes.add(target.substring("socket:[".length(), target.length() - 1));
                }
            }
        }
        return inodes;
    }
}
