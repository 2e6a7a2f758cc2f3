package io.flotilla.node.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The demo's ports: the usual ones of each program, all moved up by the same amount when some are taken.
 *
 * @param shift what is added to every usual port
 */
record Ports(int shift) {
    private static final int FIRST_SERVER = 7101;

    int redisPool() {
        return 22121 + shift;
    }

    int memcachedPool() {
        return 22123 + shift;
    }

    int stats() {
        return 22222 + shift;
    }

    int admin() {
        return 22223 + shift;
    }

    int cluster() {
        return 5701 + shift;
    }

    /** The port of the server with this number, from 1. */
    int server(int number) {
        return FIRST_SERVER - 1 + number + shift;
    }

    /** Ports that are free on each of these addresses. */
    static Ports free(List<String> addresses) throws IOException {
        for (String address : addresses) {
            if (!isFree(address, 0)) {
                throw new IOException("cannot listen on " + address + "; where loopback has one address only, add it: "
                        + "sudo ifconfig lo0 alias " + address);
            }
        }
        return IntStream.range(0, 20)
                .mapToObj(n -> new Ports(n * 1000))
                .filter(ports -> addresses.stream().allMatch(ports::areFree))
                .findFirst()
                .orElseThrow(() -> new IOException("found no free ports for the demo"));
    }

    private boolean areFree(String address) {
        return Stream.concat(
                        Stream.of(redisPool(), memcachedPool(), stats(), admin(), cluster()),
                        IntStream.rangeClosed(1, 6).mapToObj(this::server))
                .allMatch(port -> isFree(address, port));
    }

    private static boolean isFree(String address, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.getByName(address), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
